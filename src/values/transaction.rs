//! Which transaction a message is about.

use crate::values::text::Text;
use crate::values::text_buf::TextBuf;

/// The transaction that a message is about, by Alipay's id, the merchant's id, or both. At least one
/// is required.
///
/// ```
/// use alipay_acquiring::{TransactionId, text};
///
/// let id = TransactionId::Both {
///     acquirement_id: text!("2015xxxxxxxxxxxxxxxxxxxxx747"),
///     merchant_trans_id: text!("510xxxxxxxxxxxxxx002"),
/// };
/// assert_eq!(id.preferred(), "2015xxxxxxxxxxxxxxxxxxxxx747");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum TransactionId<'a> {
    /// `acquirementId` (C): 1 to 64 characters; assigned by Alipay.
    Acquirement(Text<'a, 64>),
    /// `merchantTransId` (C): 1 to 64 characters; assigned by the merchant. After a `pay` call that
    /// timed out, a terminal knows only this one.
    Merchant(Text<'a, 64>),
    /// Both. The platform uses `acquirementId`.
    Both {
        /// `acquirementId`: 1 to 64 characters.
        acquirement_id: Text<'a, 64>,
        /// `merchantTransId`: 1 to 64 characters.
        merchant_trans_id: Text<'a, 64>,
    },
}

impl<'a> TransactionId<'a> {
    /// `acquirementId`, if it is present.
    #[must_use]
    pub const fn acquirement_id(&self) -> Option<Text<'a, 64>> {
        match *self {
            Self::Acquirement(id) => Some(id),
            Self::Merchant(_) => None,
            Self::Both { acquirement_id, .. } => Some(acquirement_id),
        }
    }

    /// `merchantTransId`, if it is present.
    #[must_use]
    pub const fn merchant_trans_id(&self) -> Option<Text<'a, 64>> {
        match *self {
            Self::Acquirement(_) => None,
            Self::Merchant(id) => Some(id),
            Self::Both {
                merchant_trans_id, ..
            } => Some(merchant_trans_id),
        }
    }

    /// The id that the platform uses: `acquirementId` if it is present, else `merchantTransId`.
    #[must_use]
    pub const fn preferred(&self) -> Text<'a, 64> {
        match *self {
            Self::Acquirement(id) | Self::Merchant(id) => id,
            Self::Both { acquirement_id, .. } => acquirement_id,
        }
    }
}

/// The two members that name a transaction, as they are on the wire: each may be absent.
///
/// ```
/// use alipay_acquiring::{TransactionId, TransactionIds, text};
///
/// let ids = TransactionIds { acquirement_id: None, merchant_trans_id: Some(text!("510xx")) };
/// assert_eq!(ids.transaction_id(), Some(TransactionId::Merchant(text!("510xx"))));
/// assert_eq!(TransactionIds::default().transaction_id(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionIds<'a> {
    /// `acquirementId` (C): 1 to 64 characters.
    pub acquirement_id: Option<Text<'a, 64>>,
    /// `merchantTransId` (C): 1 to 64 characters.
    pub merchant_trans_id: Option<Text<'a, 64>>,
}

impl<'a> TransactionIds<'a> {
    /// The transaction that these ids name; `None` if both are absent.
    #[must_use]
    pub const fn transaction_id(self) -> Option<TransactionId<'a>> {
        match (self.acquirement_id, self.merchant_trans_id) {
            (Some(acquirement_id), Some(merchant_trans_id)) => Some(TransactionId::Both {
                acquirement_id,
                merchant_trans_id,
            }),
            (Some(id), None) => Some(TransactionId::Acquirement(id)),
            (None, Some(id)) => Some(TransactionId::Merchant(id)),
            (None, None) => None,
        }
    }
}

impl<'a> From<TransactionId<'a>> for TransactionIds<'a> {
    fn from(id: TransactionId<'a>) -> Self {
        Self {
            acquirement_id: id.acquirement_id(),
            merchant_trans_id: id.merchant_trans_id(),
        }
    }
}

/// An owned copy of a [`TransactionId`], for the next message about the same transaction. It takes
/// about 500 bytes.
///
/// ```
/// use alipay_acquiring::{TransactionId, TransactionIdBuf, text};
///
/// let id = TransactionId::Merchant(text!("510xxxxxxxxxxxxxx002"));
/// let copy = TransactionIdBuf::from(id);
/// assert_eq!(copy.as_transaction_id(), id);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::large_enum_variant, reason = "without a heap")]
pub enum TransactionIdBuf {
    /// [`TransactionId::Acquirement`]
    Acquirement(TextBuf<64>),
    /// [`TransactionId::Merchant`]
    Merchant(TextBuf<64>),
    /// [`TransactionId::Both`]
    Both {
        /// `acquirementId`
        acquirement_id: TextBuf<64>,
        /// `merchantTransId`
        merchant_trans_id: TextBuf<64>,
    },
}

impl TransactionIdBuf {
    /// The id, borrowed.
    #[must_use]
    pub fn as_transaction_id(&self) -> TransactionId<'_> {
        match self {
            Self::Acquirement(id) => TransactionId::Acquirement(id.as_text()),
            Self::Merchant(id) => TransactionId::Merchant(id.as_text()),
            Self::Both {
                acquirement_id,
                merchant_trans_id,
            } => TransactionId::Both {
                acquirement_id: acquirement_id.as_text(),
                merchant_trans_id: merchant_trans_id.as_text(),
            },
        }
    }
}

impl From<TransactionId<'_>> for TransactionIdBuf {
    fn from(id: TransactionId<'_>) -> Self {
        match id {
            TransactionId::Acquirement(id) => Self::Acquirement(id.into()),
            TransactionId::Merchant(id) => Self::Merchant(id.into()),
            TransactionId::Both {
                acquirement_id,
                merchant_trans_id,
            } => Self::Both {
                acquirement_id: acquirement_id.into(),
                merchant_trans_id: merchant_trans_id.into(),
            },
        }
    }
}
