//! What the machine asks for.

use core::fmt;
use core::time::Duration;

use crate::cancel::policy::End;
use crate::pay_cancel::PayCancelRequest;

/// What [`Cancel::step`](crate::cancel::Cancel::step) asks for, and what to report then.
#[derive(Debug)]
#[must_use = "the cancel goes on only if its user does what it asks for"]
pub enum Step<'c> {
    /// There is no cancel, and nothing to do. [`begin`](crate::cancel::Cancel::begin) begins one.
    Idle,
    /// Write these bytes to this page of the store. Then call
    /// [`stored`](crate::cancel::Cancel::stored) with [`PageWrite::done`], or
    /// [`store_failed`](crate::cancel::Cancel::store_failed).
    Store(PageWrite<'c>),
    /// Send this request. Then call [`answer`](crate::cancel::Cancel::answer), or
    /// [`no_answer`](crate::cancel::Cancel::no_answer).
    Send(StoredRequest<'c>),
    /// Wait this long, by a timer that does not depend on the clock. Then call
    /// [`waited`](crate::cancel::Cancel::waited).
    Wait(Duration),
    /// The message is too old, or a person wants to try again. Sign a new message with the same
    /// `clientId` and the same body as this one, a `reqMsgId` that was never used, and the current time.
    /// Then call [`message`](crate::cancel::Cancel::message), or
    /// [`no_message`](crate::cancel::Cancel::no_message) if it cannot be signed.
    NewMessage(PayCancelRequest<'c>),
    /// The cancel ended like this. Inform the cashier, and alert staff unless it is [`End::Void`]. Once
    /// the cashier has seen "void", or a person has decided about another end, call
    /// [`decided`](crate::cancel::Cancel::decided).
    Finished(End),
}

/// Bytes to write to a page of the store.
#[derive(Debug)]
pub struct PageWrite<'c> {
    pub(super) page: u8,
    pub(super) bytes: &'c [u8],
    pub(super) serial: u32,
}

impl<'c> PageWrite<'c> {
    /// Which of the two pages to write: 0 or 1. The other page holds the record that counts until this
    /// one is complete.
    ///
    /// A store that replaces its content in one indivisible step, such as a file that is renamed, needs
    /// only one page and ignores this number.
    #[must_use]
    pub const fn page(&self) -> u8 {
        self.page
    }

    /// The bytes. The rest of the page does not matter.
    #[must_use]
    pub const fn bytes(&self) -> &'c [u8] {
        self.bytes
    }

    /// Confirms that the bytes are in the store, and that a power cut cannot undo this.
    #[must_use]
    pub const fn done(self) -> Stored {
        Stored {
            serial: self.serial,
        }
    }
}

/// The proof that the machine has asked for a write. Only [`PageWrite::done`] makes it, so nothing counts as
/// stored before the machine has asked for it:
///
/// ```compile_fail,E0451
/// # use alipay_acquiring::cancel::{Cancel, Stored};
/// # fn skip(cancel: &mut Cancel<[u8; 1024]>) {
/// cancel.stored(Stored { serial: 1 }); // does not compile: the field is private
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stored {
    pub(super) serial: u32,
}

/// A signed request that is in the store. The machine makes this value only after
/// [`stored`](crate::cancel::Cancel::stored).
///
/// Let the function that talks to the platform take this type. Then the compiler refuses bytes that were
/// not stored:
///
/// ```compile_fail,E0308
/// # use alipay_acquiring::cancel::{Cancel, StoredRequest};
/// fn post(request: &StoredRequest) { /* … */ }
/// # fn send(cancel: &mut Cancel<[u8; 1024]>, envelope: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
/// cancel.begin(envelope, None)?;
/// post(envelope); // does not compile: not stored
/// # Ok(())
/// # }
/// ```
///
/// Nor can a caller make such a value:
///
/// ```compile_fail,E0451
/// # use alipay_acquiring::cancel::StoredRequest;
/// # fn send(envelope: &[u8]) {
/// let request = StoredRequest { bytes: envelope }; // does not compile: the field is private
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StoredRequest<'c> {
    pub(super) bytes: &'c [u8],
}

impl<'c> StoredRequest<'c> {
    /// The exact bytes of the envelope, to send.
    #[must_use]
    pub const fn as_bytes(&self) -> &'c [u8] {
        self.bytes
    }
}

/// Shows the text.
impl fmt::Debug for StoredRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = core::str::from_utf8(self.bytes).unwrap_or("not UTF-8");
        f.debug_tuple("StoredRequest").field(&text).finish()
    }
}

/// What a person decided about a cancel that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Decision {
    /// The sale is dealt with. The record is closed, and the machine is ready for another cancel.
    Close,
    /// The cause is fixed: try again with a new message, and with new counts and limits.
    TryAgain,
}
