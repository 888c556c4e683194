//! The requests that were carried out, in a file. A gateway that starts again with this file knows what it
//! knew before, even if its power was cut.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use alipay_acquiring::function::ResultCode;
use alipay_acquiring::{PayCancelResultCode, Timestamp};
use base64ct::{Base64, Encoding};

/// One line for each request: the time, the code that was asked for or `auto`, and the envelope in base64.
/// A line counts when its line end is written.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
}

/// A request that was carried out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CarriedOut {
    pub(crate) time: Timestamp,
    pub(crate) forced_code: Option<PayCancelResultCode>,
    pub(crate) envelope: Vec<u8>,
}

impl Journal {
    /// Opens or creates the file. Returns the requests in it, too. A last line without its end was torn by
    /// a power cut; it is removed.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<CarriedOut>), String> {
        let refuse = |why: io::Error| format!("cannot use {path:?}: {why}");
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(refuse)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(refuse)?;
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        let lines = text[..whole].lines().zip(1..);
        let known = lines.map(|(line, number)| {
            parse(line).ok_or_else(|| format!("{path:?}, line {number}: not a line of a ledger"))
        });
        let known = known.collect::<Result<_, _>>()?;
        file.set_len(whole as u64).map_err(refuse)?;
        file.seek(SeekFrom::End(0)).map_err(refuse)?;
        Ok((Self { file }, known))
    }

    /// Writes a request before it is carried out. Returns when it is on the disk.
    pub(crate) fn add(&mut self, request: &CarriedOut) -> io::Result<()> {
        let code = match request.forced_code {
            Some(code) => code.row().name.as_str(),
            None => "auto",
        };
        let envelope = Base64::encode_string(&request.envelope);
        self.file
            .write_all(format!("{} {code} {envelope}\n", request.time).as_bytes())?;
        self.file.sync_data()
    }
}

fn parse(line: &str) -> Option<CarriedOut> {
    let mut parts = line.split(' ');
    let (time, code, envelope) = (parts.next()?, parts.next()?, parts.next()?);
    let request = CarriedOut {
        time: Timestamp::parse(time).ok()?,
        forced_code: match code {
            "auto" => None,
            name => Some(name.parse().ok()?),
        },
        envelope: Base64::decode_vec(envelope).ok()?,
    };
    parts.next().is_none().then_some(request)
}
