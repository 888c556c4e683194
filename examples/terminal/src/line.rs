//! The line to the platform.

use std::time::Duration;

use ureq::Agent;

/// The largest answer that is read, in bytes: the codec's longest has 5,853, but peers add members
/// of their own.
pub const MAX_ANSWER: u64 = 64 * 1024;

/// A client that gives up after `timeout`, answer and all.
pub(crate) fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(timeout))
        // Signed bytes go where they were addressed, and on a connection of their own, so that a
        // repeat does not meet the fate of the connection before.
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(0)
        // A status is not signed; what the body is worth, its signature tells.
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// Sends a request. An error is the lack of an answer.
pub(crate) fn post(agent: &Agent, url: &str, request: &[u8]) -> Result<Vec<u8>, ureq::Error> {
    let mut response = agent
        .post(url)
        .content_type("application/json")
        .send(request)?;
    response
        .body_mut()
        .with_config()
        .limit(MAX_ANSWER)
        .read_to_vec()
}
