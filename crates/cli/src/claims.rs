//! Who signed a message, and what it says about itself. It works for every function.

use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring::{Claimed, ClaimedResult, DecodeError, Envelope, MessageKind};
use serde_json::{Value, json};

use crate::output::row;

/// The claims of a message that has a signature.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) message: MessageKind,
    pub(crate) function: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) req_msg_id: Option<String>,
    /// Of a response.
    pub(crate) result_status: Option<String>,
    pub(crate) result_code: Option<String>,
    pub(crate) result_msg: Option<String>,
    /// The name of the key that verifies the signature. Only then the claims can be trusted.
    pub(crate) key: Option<String>,
}

impl Claims {
    /// Reads the claims and tries the keys.
    pub(crate) fn read(
        input: &[u8],
        keys: &[(String, RsaVerifyingKey)],
    ) -> Result<Self, DecodeError> {
        let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
        let envelope = Envelope::decode(input, &mut scratch)?;
        let keys = keys.iter().map(|(name, key)| (name, key));
        let claimed = envelope.claimed();
        match claimed.message {
            MessageKind::Request => {
                let locked = envelope.read_request_claims()?;
                let verified = locked.verify_any(keys).ok();
                let key = verified.map(|(name, _)| name.clone());
                Ok(Self::new(claimed, ClaimedResult::default(), key))
            }
            MessageKind::Response => {
                let locked = envelope.read_response_claims(&mut other)?;
                // Without a key they are still only claims, and shown as such.
                let result = locked.assume_verified_by_caller().result;
                let verified = locked.verify_any(keys).ok();
                let key = verified.map(|(name, _)| name.clone());
                Ok(Self::new(claimed, result, key))
            }
        }
    }

    fn new(claimed: Claimed<'_>, result: ClaimedResult<'_>, key: Option<String>) -> Self {
        Self {
            message: claimed.message,
            function: claimed.function.map(str::to_owned),
            version: claimed.version.map(str::to_owned),
            client_id: claimed.client_id.map(str::to_owned),
            req_msg_id: claimed.req_msg_id.map(str::to_owned),
            result_status: result.result_status.map(str::to_owned),
            result_code: result.result_code.map(str::to_owned),
            result_msg: result.result_msg.map(str::to_owned),
            key,
        }
    }

    /// Whether this is a response with the function and the ids of the request.
    pub(crate) fn is_answer_to(&self, request: &Self) -> bool {
        let ids = |claims: &Self| {
            let (function, version) = (claims.function.clone(), claims.version.clone());
            [
                function,
                version,
                claims.client_id.clone(),
                claims.req_msg_id.clone(),
            ]
        };
        (self.message, request.message) == (MessageKind::Response, MessageKind::Request)
            && ids(self) == ids(request)
    }

    /// The names of the specification, and the values.
    fn members(&self) -> [(&'static str, &Option<String>); 7] {
        [
            ("function", &self.function),
            ("version", &self.version),
            ("clientId", &self.client_id),
            ("reqMsgId", &self.req_msg_id),
            ("resultStatus", &self.result_status),
            ("resultCode", &self.result_code),
            ("resultMsg", &self.result_msg),
        ]
    }

    pub(crate) fn text(&self) -> String {
        let members = self.members().into_iter();
        let rows = members.filter_map(|(name, value)| {
            let value = value.as_ref()?;
            Some(row(name, format!("{value:?}")))
        });
        rows.collect()
    }

    pub(crate) fn json(&self) -> Value {
        let members = self.members().into_iter();
        let mut object = json!({ "message": self.message.as_str() });
        for (name, value) in members {
            object[name] = json!(value);
        }
        object
    }
}
