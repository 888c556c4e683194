//! Why a signature does not hold.

use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring_doctor::{Diagnosis, diagnose};

use crate::Setup;

/// The most keys that a diagnosis tries: each costs some RSA operations.
const MAX_KEYS: usize = 8;

impl Setup {
    /// Why the signature of this envelope does not hold with the key of the client that it names. `None`
    /// if the envelope cannot be diagnosed, or if the client has no key here.
    pub(crate) fn diagnose(&self, envelope: &[u8], client_id: Option<&str>) -> Option<Diagnosis> {
        let expected = self.client(client_id)?;
        let others = self.clients().filter(|client| client.id != expected.id);
        let clients = std::iter::once(expected).chain(others);
        let mut keys: Vec<(&str, &RsaVerifyingKey)> = clients
            .filter_map(|client| Some((&*client.id, client.key.as_ref()?)))
            .take(MAX_KEYS)
            .collect();
        // Without its key the first one would be another client's.
        expected.key.as_ref()?;
        let own = self.key.verifying_key();
        keys.push(("the gateway", &own));
        diagnose(envelope, &keys).ok()
    }
}

/// A diagnosis in one line: `spaced, url-safe-base64 (proved)`.
pub(crate) fn summary(diagnosis: &Diagnosis) -> String {
    let causes: Vec<_> = diagnosis.causes().map(|cause| cause.id()).collect();
    format!("{} ({})", causes.join(", "), diagnosis.certainty.as_str())
}
