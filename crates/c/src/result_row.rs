//! The result table of payCancel.

use core::ffi::c_char;

use codec::function::{ResultCode, ResultMeaning};
use codec::{Failure, PayCancelResultCode};

use crate::memory::Writes;
use crate::outcome::Outcome;
use crate::status::{Status, status};
use crate::text::Text;

/// A row of the result table of payCancel.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ResultRow {
    /// resultCode: "ORDER_NOT_EXIST". The text lives as long as the program.
    pub result_code: Text,
    /// resultStatus: "S", "F" or "U". The text lives as long as the program.
    pub result_status: Text,
    /// resultCodeId: eight digits and a NUL.
    pub result_code_id: [c_char; 9],
    /// The outcome of an answer with this result. For a success: if it names the right transaction.
    pub outcome: Outcome,
}

impl From<PayCancelResultCode> for ResultRow {
    fn from(code: PayCancelResultCode) -> Self {
        let row = code.row();
        let mut result_code_id = [0; 9];
        let digits = row.id.as_str().bytes();
        for (room, digit) in result_code_id.iter_mut().zip(digits) {
            *room = c_char::try_from(digit).unwrap_or(0);
        }
        Self {
            result_code: Text::of_static(row.name.as_str()),
            result_status: Text::of_static(row.meaning.status().as_str()),
            result_code_id,
            outcome: match row.meaning {
                ResultMeaning::Success => Outcome::Success,
                ResultMeaning::Unknown => Outcome::UnknownReported,
                ResultMeaning::Failed(failure) => match failure {
                    Failure::TryLater => Outcome::FailedTryLater,
                    Failure::Refused => Outcome::FailedRefused,
                    Failure::NotProcessed => Outcome::FailedNotProcessed,
                    Failure::Unlisted => Outcome::FailedUnlisted,
                },
            },
        }
    }
}

/// Writes a row of the result table. Count `index` up from 0 until the function returns ALIPAY_STATUS_END.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_result_row(index: usize, row: *mut ResultRow) -> Status {
    status(|| {
        // SAFETY: as the header says.
        let result = unsafe { Writes::new().result(row) }?;
        let code = PayCancelResultCode::ALL.get(index).ok_or(Status::End)?;
        result.write((*code).into());
        Ok(())
    })
}

/// Writes the row with this resultCode.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_result_row_named(result_code: Text, row: *mut ResultRow) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(row) }?;
        let reads = writes.reads();
        // SAFETY: as the header says.
        let name = unsafe { reads.bytes(result_code.data.cast(), result_code.len) }?;
        let code = str::from_utf8(name)
            .ok()
            .and_then(PayCancelResultCode::from_name);
        result.write(code.ok_or(Status::NotFound)?.into());
        Ok(())
    })
}
