//! The HTTP connection to the platform.

use std::time::Duration;

use ureq::Agent;

/// The largest response that is read, in bytes. This crate's longest has 5,405, but peers add
/// unknown members.
pub const MAX_RESPONSE: u64 = 64 * 1024;

/// An HTTP agent. `timeout` covers the whole exchange, including the response.
pub(crate) fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(timeout))
        // Signed bytes are sent only to the configured address. Each send uses a new connection, so
        // that a retry does not use a broken one.
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(0)
        // The HTTP status is not signed, so it decides nothing: the signature of the body decides.
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// Sends a request and returns the response's body. An error means that there is no response.
pub(crate) fn post(agent: &Agent, url: &str, request: &[u8]) -> Result<Vec<u8>, ureq::Error> {
    let mut response = agent
        .post(url)
        .content_type("application/json")
        .send(request)?;
    response
        .body_mut()
        .with_config()
        .limit(MAX_RESPONSE)
        .read_to_vec()
}
