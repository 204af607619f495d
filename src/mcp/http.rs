//! The door over HTTP: a request of the protocol in the body of a POST, its answer as the body of the response.
//!
//! Every request stands alone: there is no session to keep, to time out or to steal, and the answer is plain JSON. That is
//! the protocol's "streamable HTTP" without its streams, which a server that never speaks unasked has no use for.

use super::{Archive, Door};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::sync::Arc;

/// Bytes of a request. The longest question is a query and a hundred names; guessed.
pub const BODY_MAX: usize = 64 << 10;

/// A service for a router. Whose token, host and origin may enter is the router's to say, and is not asked again here.
pub fn service(archive: Arc<dyn Archive>) -> StreamableHttpService<Door, NeverSessionManager> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(BODY_MAX)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    StreamableHttpService::new(move || Ok(Door(archive.clone())), Arc::default(), config)
}
