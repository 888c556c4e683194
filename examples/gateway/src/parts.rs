//! A response taken apart, so that it can be written in another spelling or with errors.

use alipay_acquiring::function::{Function, ResultCode};
use alipay_acquiring::{PayCancel, PayCancelResponse, PayCancelResultCode};

use crate::decision::result_msg;
use crate::json::{Json, Members, Style};

/// The parts of a response. The members of each part are in the specification's order.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) head: Members,
    pub(crate) result_info: Members,
    /// The other members of the body, which follow `resultInfo`.
    pub(crate) body: Members,
    /// Whether the body is written before the head.
    pub(crate) body_first: bool,
    /// Whether all members of the message are sorted by name.
    pub(crate) sorted: bool,
    /// The members of the envelope, in the order in which they are written.
    pub(crate) envelope: Vec<(&'static str, Slot)>,
    pub(crate) style: Style,
}

/// The value of a member of the envelope.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    /// The signed message.
    Message,
    /// The signature over the message.
    Signature,
    /// A value that is not signed.
    Unsigned(Json),
}

impl Parts {
    pub(crate) fn new(response: &PayCancelResponse) -> Self {
        let mut head = Members::new();
        set(&mut head, "version", Json::text(PayCancel::VERSION));
        set(&mut head, "function", Json::text(PayCancel::NAME));
        set(&mut head, "clientId", Json::text(&response.head.client_id));
        if let Some(time) = response.head.resp_time {
            set(&mut head, "respTime", Json::Text(time.to_string()));
        }
        set(&mut head, "reqMsgId", Json::text(&response.head.req_msg_id));
        if let Some(reserve) = response.head.reserve {
            set(&mut head, "reserve", Json::text(reserve.as_str()));
        }

        let result = &response.body.result_info;
        let mut result_info = Members::new();
        let status = Json::Text(result.result_status.to_string());
        set(&mut result_info, "resultStatus", status);
        let id = Json::Text(result.result_code_id.to_string());
        set(&mut result_info, "resultCodeId", id);
        set(
            &mut result_info,
            "resultCode",
            Json::text(&result.result_code),
        );
        if let Some(msg) = result.result_msg {
            set(&mut result_info, "resultMsg", Json::text(msg.as_str()));
        }

        let mut body = Members::new();
        if let Some(id) = response.body.acquirement_id {
            set(&mut body, "acquirementId", Json::text(&id));
        }
        if let Some(id) = response.body.merchant_trans_id {
            set(&mut body, "merchantTransId", Json::text(&id));
        }
        if let Some(time) = response.body.cancel_time {
            set(&mut body, "cancelTime", Json::Text(time.to_string()));
        }

        Self {
            head,
            result_info,
            body,
            body_first: false,
            sorted: false,
            envelope: vec![("response", Slot::Message), ("signature", Slot::Signature)],
            style: Style::COMPACT,
        }
    }

    /// Sets all members of `resultInfo` to the values of this code.
    pub(crate) fn set_result(&mut self, code: PayCancelResultCode) {
        let row = code.row();
        let status = Json::text(row.meaning.status().as_str());
        set(&mut self.result_info, "resultStatus", status);
        let id = Json::Text(row.id.to_string());
        set(&mut self.result_info, "resultCodeId", id);
        set(&mut self.result_info, "resultCode", Json::text(&row.name));
        set(
            &mut self.result_info,
            "resultMsg",
            Json::Text(result_msg(code)),
        );
    }

    /// The value of `response`, which is signed.
    pub(crate) fn message(&self) -> Json {
        let mut body = vec![(
            "resultInfo".to_owned(),
            Json::Object(self.result_info.clone()),
        )];
        body.extend(self.body.iter().cloned());
        let mut members = vec![
            ("head".to_owned(), Json::Object(self.head.clone())),
            ("body".to_owned(), Json::Object(body)),
        ];
        if self.body_first {
            members.reverse();
        }
        match self.sorted {
            true => Json::Object(members).sorted(),
            false => Json::Object(members),
        }
    }

    /// The bytes to sign: the text of the message exactly as [`Parts::envelope`] writes it.
    pub(crate) fn span(&self) -> String {
        let mut span = String::new();
        self.style.write(&self.message(), 1, &mut span);
        span
    }

    /// The whole envelope with this span and this signature.
    pub(crate) fn envelope(&self, span: &str, signature: &str) -> String {
        let members = self.envelope.iter().map(|(name, slot)| {
            let value = match slot {
                Slot::Message => Json::Raw(span.to_owned()),
                Slot::Signature => Json::text(signature),
                Slot::Unsigned(value) => value.clone(),
            };
            ((*name).to_owned(), value)
        });
        let mut envelope = String::new();
        let value = Json::Object(members.collect());
        self.style.write(&value, 0, &mut envelope);
        envelope
    }
}

/// Replaces the value of a member, or appends the member if it is absent.
pub(crate) fn set(members: &mut Members, name: &str, value: Json) {
    match members.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
}

/// Removes a member.
pub(crate) fn remove(members: &mut Members, name: &str) {
    members.retain(|(other, _)| other != name);
}
