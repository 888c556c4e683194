//! Texts for the screen of a cashier, apart from the data, so that they can be translated.
//!
//! Two rules hold for a translation, too. Only the text of [`End::Void`] lets the customer go. No text
//! says that there is no payment.

use crate::cancel::policy::End;

/// The text in English.
///
/// ```
/// use alipay_acquiring::cancel::{End, screen};
///
/// assert_eq!(screen::english(End::Void), "The sale is void. Let the customer go.");
/// ```
#[must_use]
pub const fn english(end: End) -> &'static str {
    match end {
        End::Void => "The sale is void. Let the customer go.",
        End::Refused => {
            "The cancel was refused, and the payment may be live. Look it up, refund it, or call staff."
        }
        End::NotProcessed => {
            "The platform did not process the cancel, and the payment may be live. Call technical staff."
        }
        End::Unclear => {
            "The answer to the cancel is not clear, and the payment may be live. Look it up, then call staff."
        }
        End::GaveUp => {
            "It is not known whether the sale is void, and the payment may be live. Look it up, or call staff."
        }
        End::NotStored => {
            "The terminal cannot save the cancel, and the payment may be live. Look it up, and call \
             technical staff."
        }
    }
}
