//! Times, in the forms in which different writers spell the same moment.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A date and time that was read leniently.
#[derive(Clone, Copy)]
pub(crate) struct Time<'a> {
    /// Seconds since 1970-01-01, as if the offset were zero.
    local: i64,
    fraction: &'a str,
    /// In minutes; `None` if it is absent.
    offset: Option<i64>,
}

impl<'a> Time<'a> {
    /// Reads `2001-07-04T12:08:56.789+05:30`: also with a space or `t` instead of `T`, without fraction or
    /// offset, and with an offset without its colon.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = rest.split_at_checked(8)?;
        let [year, month, day] = numbers(date, "-")?;
        let [hour, minute, second] = numbers(clock, ":")?;
        let (fraction, offset) = match rest.strip_prefix('.') {
            Some(rest) => {
                let end = rest.find(|char: char| !char.is_ascii_digit());
                rest.split_at_checked(end.unwrap_or(rest.len()))?
            }
            None => ("", rest),
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 {
            return None;
        }
        Some(Self {
            local: days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second,
            fraction,
            offset: parse_offset(offset)?,
        })
    }

    /// Other forms, as JSON values.
    pub(crate) fn forms(self) -> Vec<String> {
        let here = civil(self.local, 'T');
        let offset = self.offset.unwrap_or_default();
        let utc = self.local - offset * 60;
        let in_utc = civil(utc, 'T');
        let in_china = civil(utc + 8 * 3600, 'T');
        let [colon, basic, short] = [
            offset_text(offset, ":"),
            offset_text(offset, ""),
            offset_text(offset, ":").replace(":00", ""),
        ];
        let millis = format!("{:0<3.3}", self.fraction);
        let mut forms: Vec<String> = [
            format!("{here}{basic}"),
            format!("{here}.{millis}{basic}"),
            format!("{in_utc}Z"),
            format!("{in_utc}.{millis}Z"),
            format!("{here}{colon}"),
            format!("{here}.{millis}{colon}"),
            format!("{in_utc}+00:00"),
            format!("{in_utc}+0000"),
            format!("{in_utc}.{millis}+0000"),
            format!("{in_china}+08:00"),
            format!("{in_china}+0800"),
            here.clone(),
            in_utc.clone(),
            civil(self.local, ' '),
            civil(utc, ' '),
            civil(utc + 8 * 3600, ' '),
            format!("{}{colon}", civil(self.local, ' ')),
            format!("{here}{short}"),
            format!("{here}.{:0<6.6}{colon}", self.fraction),
            here.replace(['-', ':', 'T'], ""),
        ]
        .into_iter()
        .map(|text| format!("\"{text}\""))
        .collect();
        forms.push(format!("{utc}{millis}"));
        forms.push(format!("\"{utc}{millis}\""));
        forms.push(format!("{utc}"));
        forms
    }
}

/// Three numbers between separators, with digits only.
fn numbers(text: &str, separator: &str) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|part| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_number)
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// `Some(None)` if there is no offset, `None` if the text is something else.
fn parse_offset(text: &str) -> Option<Option<i64>> {
    let sign = match text.bytes().next() {
        None => return Some(None),
        Some(b'Z' | b'z') if text.len() == 1 => return Some(Some(0)),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let digits = text.get(1..)?.replacen(':', "", 1);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| is_number)?;
    match digits.len() {
        2 => Some(Some(sign * number * 60)),
        4 => Some(Some(sign * (number / 100 * 60 + number % 100))),
        _ => None,
    }
}

fn offset_text(offset: i64, colon: &str) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs();
    format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
}

/// `2001-07-04T12:08:56`.
fn civil(seconds: i64, separator: char) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The days since 0000-03-01, so that a leap day is the last day of a year.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, (month + 2) % 12 + 1);
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}")
}

/// The days since 1970-01-01 in the Gregorian calendar.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_the_same_moment() {
        let time = Time::parse("2000-02-29T20:08:56.7-05:30").unwrap();
        let forms = time.forms();
        // `date -u -d 2000-02-29T20:08:56-05:30 +%s` prints 951874736.
        for form in [
            "\"2000-02-29T20:08:56-0530\"",
            "\"2000-02-29T20:08:56.700-0530\"",
            "\"2000-03-01T01:38:56Z\"",
            "\"2000-03-01T09:38:56+08:00\"",
            "\"2000-02-29 20:08:56\"",
            "\"20000229200856\"",
            "951874736700",
            "951874736",
        ] {
            assert!(forms.iter().any(|found| found == form), "{form}: {forms:?}");
        }
        for text in [
            "2000-02-29",
            "2000-02-29T20:08",
            "2000-13-29T20:08:56",
            "2000-02-29T20:08:56+x",
        ] {
            assert!(Time::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_reads_back() {
        for day in 0..146_097 {
            let text = civil(day * 86_400 + 3_661, 'T');
            let time = Time::parse(&text).unwrap();
            assert_eq!(time.local, day * 86_400 + 3_661, "{text}");
        }
    }
}
