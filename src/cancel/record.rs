//! The stored record: all that a terminal needs to continue a cancel after a power cut.
//!
//! | offset | bytes | content |
//! | --- | --- | --- |
//! | 0 | 4 | `ALPC` |
//! | 4 | 1 | version of this layout: 1 |
//! | 5 | 1 | status: 0 closed, 1 open, or the code of the end |
//! | 6 | 2 | how often messages were sent |
//! | 8 | 2 | how many messages were signed |
//! | 10 | 2 | length of the envelope |
//! | 12 | 4 | serial number: the newest record counts |
//! | 16 | 8 | Unix time of the first message |
//! | 24 | 8 | Unix time of the end of the cancel window; the largest number if there is none |
//! | 32 | … | the envelope, exactly as it was signed |
//! | … | 1 | kind of evidence; 0 if there is none |
//! | … | 2, 4 | send and offset of the evidence |
//! | … | 1, … | length and text of its code, and the same for its message |
//! | … | 8 | checksum: the start of the SHA-256 of all bytes before it |
//!
//! Numbers are little-endian. The checksum finds accidents, not attackers.

use sha2::{Digest, Sha256};

use crate::cancel::error::LoadError;
use crate::cancel::evidence::Evidence;
use crate::cancel::policy::End;
use crate::json::slice_writer::SliceWriter;

const MAGIC: [u8; 4] = *b"ALPC";
const VERSION: u8 = 1;
/// Where the envelope begins.
pub(super) const HEADER: usize = 32;
const CHECKSUM: usize = 8;
/// The bytes of a record without its envelope and without evidence.
pub(super) const OVERHEAD: usize = HEADER + 1 + CHECKSUM;

/// The stored state of a cancel, without its envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Progress {
    pub(super) status: Status,
    pub(super) serial: u32,
    pub(super) sent: u16,
    pub(super) messages: u16,
    pub(super) began: i64,
    /// The largest number if there is no such limit.
    pub(super) window_end: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Status {
    /// There is no cancel, or a person has decided about the last one.
    Closed,
    /// The cancel goes on.
    Open,
    /// It ended like this, and a person has not decided yet.
    Ended(End),
}

impl Status {
    const fn code(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Open => 1,
            Self::Ended(End::Void) => 2,
            Self::Ended(End::Refused) => 3,
            Self::Ended(End::NotProcessed) => 4,
            Self::Ended(End::Unclear) => 5,
            Self::Ended(End::GaveUp) => 6,
            Self::Ended(End::NotStored) => 7,
        }
    }

    fn from_code(code: u8) -> Option<Self> {
        let ended = End::ALL.map(Self::Ended);
        let all = [Self::Closed, Self::Open].into_iter().chain(ended);
        all.into_iter().find(|status| status.code() == code)
    }
}

/// Writes a record around the envelope that is already at its place in the buffer. Returns the length of
/// the record; 0 if it does not fit. Evidence that does not fit is left out.
pub(super) fn write(
    buffer: &mut [u8],
    progress: &Progress,
    envelope_len: u16,
    evidence: Option<&Evidence>,
) -> usize {
    let mut writer = SliceWriter::after(buffer, 0);
    writer.write(&MAGIC);
    writer.write(&[VERSION, progress.status.code()]);
    writer.write(&progress.sent.to_le_bytes());
    writer.write(&progress.messages.to_le_bytes());
    writer.write(&envelope_len.to_le_bytes());
    writer.write(&progress.serial.to_le_bytes());
    writer.write(&progress.began.to_le_bytes());
    writer.write(&progress.window_end.to_le_bytes());
    let start = HEADER.saturating_add(envelope_len.into());
    let room = buffer.len().saturating_sub(CHECKSUM);
    let evidence = evidence.map(Evidence::fields);
    let end =
        evidence.and_then(|evidence| write_evidence(buffer.get_mut(..room)?, start, evidence));
    let end = end.unwrap_or_else(|| {
        let mut writer = SliceWriter::after(buffer, start);
        writer.write(&[0]);
        writer.len()
    });
    let Some(checksum) = buffer.get(..end).map(checksum) else {
        return 0;
    };
    let mut writer = SliceWriter::after(buffer, end);
    writer.write(&checksum);
    match writer.room() {
        Some(_) => writer.len(),
        None => 0,
    }
}

/// Writes evidence at an offset and returns where it ends; `None` if it does not fit.
fn write_evidence(
    buffer: &mut [u8],
    start: usize,
    (kind, send, offset, code, message): (u8, u16, u32, &str, &str),
) -> Option<usize> {
    let mut writer = SliceWriter::after(buffer, start);
    writer.write(&[kind]);
    writer.write(&send.to_le_bytes());
    writer.write(&offset.to_le_bytes());
    for text in [code, message] {
        writer.write(&[u8::try_from(text.len()).ok()?]);
        writer.write(text.as_bytes());
    }
    writer.room()?;
    Some(writer.len())
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// What a page of the store holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Page<'a> {
    /// Nothing was written: no bytes, or all of them as after an erase.
    Blank,
    /// A whole record.
    Record(Record<'a>),
    /// A record that was not written completely, or that has decayed.
    Torn,
    /// Bytes that no version of this crate has written.
    Foreign,
    /// A record of another version.
    OtherVersion(u8),
}

/// A record that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) progress: Progress,
    pub(super) envelope: &'a [u8],
    pub(super) evidence: Option<Evidence>,
    /// The length of the whole record.
    pub(super) len: usize,
}

impl<'a> Page<'a> {
    /// Reads a page. Bytes after the record are ignored.
    pub(super) fn read(page: &'a [u8]) -> Self {
        let both = page.iter().zip(&MAGIC);
        let same = both.take_while(|(byte, magic)| byte == magic).count();
        let rest = page.get(same..).unwrap_or_default();
        match rest.first() {
            _ if is_blank(page) => Self::Blank,
            _ if same < MAGIC.len() => match is_blank(rest) {
                true => Self::Torn,
                false => Self::Foreign,
            },
            Some(&VERSION) => Record::read(page).map_or(Self::Torn, Self::Record),
            // The version was not written yet.
            None | Some(0 | 0xFF) => Self::Torn,
            Some(&version) => Self::OtherVersion(version),
        }
    }
}

/// Whether all bytes are as after an erase: all ones, or all zeros.
fn is_blank(bytes: &[u8]) -> bool {
    [0xFF, 0]
        .iter()
        .any(|blank| bytes.iter().all(|byte| byte == blank))
}

impl<'a> Record<'a> {
    fn read(page: &'a [u8]) -> Option<Self> {
        let mut rest = page.get(MAGIC.len() + 1..)?;
        let fields = &mut rest;
        let [status] = take(fields)?;
        let sent = u16::from_le_bytes(take(fields)?);
        let messages = u16::from_le_bytes(take(fields)?);
        let envelope_len = u16::from_le_bytes(take(fields)?);
        let serial = u32::from_le_bytes(take(fields)?);
        let began = i64::from_le_bytes(take(fields)?);
        let window_end = i64::from_le_bytes(take(fields)?);
        let envelope = take_slice(fields, envelope_len.into())?;
        let evidence = read_evidence(fields)?;
        let end = page.len().checked_sub(fields.len())?;
        if take(fields)? != checksum(page.get(..end)?) {
            return None;
        }
        Some(Self {
            progress: Progress {
                status: Status::from_code(status)?,
                serial,
                sent,
                messages,
                began,
                window_end,
            },
            envelope,
            evidence,
            len: end.checked_add(CHECKSUM)?,
        })
    }

    /// Whether this record was not written before the other one. Serial numbers wrap around.
    pub(super) const fn is_newer_than(&self, other: &Self) -> bool {
        let steps = self.progress.serial.wrapping_sub(other.progress.serial);
        steps < 1 << 31
    }
}

/// The newest record of the two pages, and the page that holds it.
pub(super) fn newest(pages: [&[u8]; 2]) -> Result<Option<(u8, Record<'_>)>, LoadError> {
    let mut newest: Option<(u8, Record<'_>)> = None;
    let mut unreadable = None;
    for (page, bytes) in (0..).zip(pages) {
        match Page::read(bytes) {
            Page::Blank => {}
            Page::Record(record) => {
                if newest.is_none_or(|(_, other)| record.is_newer_than(&other)) {
                    newest = Some((page, record));
                }
            }
            Page::Torn => unreadable = unreadable.or(Some(LoadError::Torn { page })),
            Page::Foreign => unreadable = unreadable.or(Some(LoadError::Foreign { page })),
            Page::OtherVersion(found) => return Err(LoadError::OtherVersion { page, found }),
        }
    }
    match (newest, unreadable) {
        // The write of a newer record was interrupted. What it would have added was not sent yet.
        (Some((_, record)), _) if record.progress.status != Status::Closed => Ok(newest),
        // Perhaps the write of a new cancel was interrupted.
        (_, Some(error)) => Err(error),
        (_, None) => Ok(newest),
    }
}

/// Reads evidence. The outer `None` means that the record is cut off.
#[expect(clippy::option_option, reason = "the outer one is for `?`")]
fn read_evidence(fields: &mut &[u8]) -> Option<Option<Evidence>> {
    let [kind] = take(fields)?;
    if kind == 0 {
        return Some(None);
    }
    let send = u16::from_le_bytes(take(fields)?);
    let offset = u32::from_le_bytes(take(fields)?);
    let [len] = take(fields)?;
    let code = core::str::from_utf8(take_slice(fields, len.into())?).ok()?;
    let [len] = take(fields)?;
    let message = core::str::from_utf8(take_slice(fields, len.into())?).ok()?;
    Some(Evidence::from_fields((kind, send, offset, code, message)))
}

fn take<const N: usize>(fields: &mut &[u8]) -> Option<[u8; N]> {
    let (field, rest) = fields.split_first_chunk()?;
    *fields = rest;
    Some(*field)
}

fn take_slice<'a>(fields: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (field, rest) = fields.split_at_checked(len)?;
    *fields = rest;
    Some(field)
}
