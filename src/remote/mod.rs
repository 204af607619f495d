//! A request in, the engine's JSON out: the one HTTP client of the program, and the dialect that OpenSearch and
//! Elasticsearch share and Quickwit knows some of.
//!
//! A cluster is several machines, and any of them may be down or busy: a call goes to the next host when one does not
//! answer, and waits and tries again when the engine says that it is busy (429, 503). Every call made here may be made
//! twice (a search, or a write by id), so trying again never doubles anything; where an engine only appends, what became
//! of a request is looked up before it is made again ([`Remote::append`]). What cannot be mended by waiting ends in one line with a hint.
//!
//! ```no_run
//! use dateline::remote::{Access, Remote};
//! let remote = Remote::connect(&Access::to("http://localhost:9200/news"))?;
//! println!("{}", remote.engine().version);
//! # Ok::<(), dateline::error::Error>(())
//! ```

mod address;
mod append;
mod bulk;
mod engine;
mod failure;
mod patience;

pub use append::Commit;
pub use bulk::{BULK_BYTES, Bulk};
pub use engine::{Capabilities, Engine, Family, refused};
pub use patience::Patience;

use crate::error::{Error, Result};
use address::Address;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use failure::Failure;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Longest answer that is read. Guessed: two hundred articles of a megabyte each.
const ANSWER_BYTES_MAX: u64 = 256 << 20;
/// The default of [`Access::commit_seconds`]: Quickwit's own is 60. Half of it, for whoever goes on with a build waits as long.
const COMMIT_SECONDS: u64 = 30;
/// How long to wait for a connection. Guessed: within a data centre it takes milliseconds.
const CONNECT: Duration = Duration::from_secs(5);

/// Who asks. Never shown: [`fmt::Debug`] leaves the secret out.
#[derive(Clone)]
pub enum Credential {
    /// `Authorization: ApiKey …`, as the engine gave it out (`id:key` in base 64).
    ApiKey(String),
    Basic {
        user: String,
        password: String,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::ApiKey(_) => f.write_str("ApiKey(…)"),
            Credential::Basic { user, .. } => write!(f, "Basic({user}, …)"),
        }
    }
}

/// Where an engine is and how to be let in.
#[derive(Debug, Clone)]
pub struct Access {
    /// `https://host:9200/name`, or several hosts with commas between them.
    pub url: String,
    pub credential: Option<Credential>,
    /// Certificates of the authorities to trust, in PEM; needed for `https`.
    pub authorities: Vec<u8>,
    /// How long one answer may take.
    pub timeout: Duration,
    /// How often and how long to try again.
    pub patience: Patience,
    /// Seconds after which an engine that only appends is to show what it was sent.
    pub commit_seconds: u64,
}

impl Access {
    /// Without credentials, to an engine that asks for none.
    pub fn to(url: &str) -> Access {
        Access {
            url: url.to_owned(),
            credential: None,
            authorities: Vec::new(),
            timeout: Duration::from_secs(60),
            patience: Patience::default(),
            commit_seconds: COMMIT_SECONDS,
        }
    }
}

/// An engine that can be asked.
pub struct Remote {
    agent: Agent,
    address: Address,
    authorization: Option<String>,
    patience: Patience,
    engine: Engine,
    /// Seconds after which an engine that only appends shows what it was sent.
    commit_seconds: AtomicU64,
    /// The host that answered last.
    host: AtomicUsize,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({})", self.address)
    }
}

impl Remote {
    /// Reads the address and asks which engine is there.
    pub fn connect(access: &Access) -> Result<Remote> {
        let remote = Remote::open(access)?;
        Ok(Remote { engine: remote.ask_engine()?, ..remote })
    }

    /// The engine that answers.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the engine can do.
    pub fn can(&self) -> Capabilities {
        self.engine.can()
    }

    /// Whether documents can only be added to it.
    pub fn only_appends(&self) -> bool {
        !self.can().upsert
    }

    /// Seconds after which an engine that only appends shows what it was sent.
    pub fn commit_seconds(&self) -> u64 {
        self.commit_seconds.load(Ordering::Relaxed)
    }

    /// Whoever made the index has said how long that is.
    pub fn expect_commit_after(&self, seconds: u64) {
        self.commit_seconds.store(seconds, Ordering::Relaxed);
    }

    /// Reads the address; nothing is sent, and it is taken for an OpenSearch or Elasticsearch.
    pub fn open(access: &Access) -> Result<Remote> {
        let address = Address::parse(&access.url)?;
        let authorization = access.credential.as_ref().map(|credential| match credential {
            Credential::ApiKey(key) => format!("ApiKey {key}"),
            Credential::Basic { user, password } => format!("Basic {}", BASE64.encode(format!("{user}:{password}"))),
        });
        if authorization.is_some() && !address.is_safe_for_secrets() {
            return Err(Error::new(format!("`{address}` would carry the credential in the clear"))
                .hint("use `https://`; without encryption only this machine itself is sent a credential"));
        }
        if authorization.as_ref().is_some_and(|value| value.chars().any(|c| c.is_control())) {
            return Err(Error::new("the credential holds a line break or another control character"));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent(concat!("dateline/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(access.timeout));
        if address.is_encrypted() {
            config = config.tls_config(tls(&access.authorities)?);
        }
        let agent = config.build().new_agent();
        Ok(Remote {
            agent,
            address,
            authorization,
            patience: access.patience,
            engine: Engine { family: Family::Elasticsearch, version: "?".to_owned() },
            commit_seconds: AtomicU64::new(access.commit_seconds),
            host: AtomicUsize::new(0),
        })
    }

    /// The index or alias of the address.
    pub fn name(&self) -> &str {
        &self.address.name
    }

    /// Where it is, for messages: hosts and name, no secret.
    pub fn shown(&self) -> String {
        self.address.to_string()
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        self.call("GET", path, None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.call("POST", path, Some(body))
    }

    /// Posts a question that may be asked twice, with `None` where what it is about is not there.
    pub fn look(&self, path: &str, body: &Value) -> Result<Option<Value>> {
        match self.patiently("POST", path, Some(body.to_string().as_bytes()), "application/json") {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Status { status: 404, .. }) => Ok(None),
            Err(failure) => Err(failure.told(&self.address)),
        }
    }

    /// Posts lines of JSON, each of them a question, or a note that may be there twice.
    pub fn post_lines(&self, path: &str, lines: &str) -> Result<Value> {
        let answer = self.patiently("POST", path, Some(lines.as_bytes()), "application/x-ndjson");
        answer.map_err(|failure| failure.told(&self.address))
    }

    pub fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.call("PUT", path, Some(body))
    }

    /// Deletes what is there; what is not (any more: the first answer may have been lost) is as good as deleted.
    pub fn delete(&self, path: &str) -> Result<()> {
        match self.patiently("DELETE", path, None, "application/json") {
            Ok(_) | Err(Failure::Status { status: 404, .. }) => Ok(()),
            Err(failure) => Err(failure.told(&self.address)),
        }
    }

    /// The same as [`Self::get`], with `None` for what is not there.
    pub fn find(&self, path: &str) -> Result<Option<Value>> {
        match self.patiently("GET", path, None, "application/json") {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Status { status: 404, .. }) => Ok(None),
            Err(failure) => Err(failure.told(&self.address)),
        }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let body = body.map(Value::to_string);
        let answer = self.patiently(method, path, body.as_deref().map(str::as_bytes), "application/json");
        answer.map_err(|failure| failure.told(&self.address))
    }

    /// Tries until there is an answer that waiting will not change.
    fn patiently(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        kind: &str,
    ) -> std::result::Result<Value, Failure> {
        let mut waits = self.patience.begin();
        loop {
            match self.any_host(method, path, body, kind) {
                Err(failure) if failure.may_pass() => {
                    if !waits.wait(failure.retry_after()) {
                        return Err(failure);
                    }
                    tracing::info!("{method} {path}: trying again");
                }
                done => return done,
            }
        }
    }

    /// Asks the host that answered last, and the others in turn where it cannot be reached.
    fn any_host(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        kind: &str,
    ) -> std::result::Result<Value, Failure> {
        let hosts = self.address.hosts.len();
        let first = self.host.load(Ordering::Relaxed);
        let mut last = None;
        for host in (first..first + hosts).map(|host| host % hosts) {
            match self.once(host, method, path, body, kind) {
                Err(failure @ Failure::Unreached(_)) => last = Some(failure),
                answer => {
                    // One that is busy, or cut off from the others, is not the first to be asked again.
                    let is_busy = answer.as_ref().is_err_and(Failure::may_pass);
                    self.host.store((host + usize::from(is_busy)) % hosts, Ordering::Relaxed);
                    return answer;
                }
            }
        }
        Err(last.unwrap_or_else(|| Failure::Unreached("the address names no host".to_owned())))
    }

    fn once(
        &self,
        host: usize,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        kind: &str,
    ) -> std::result::Result<Value, Failure> {
        let uri = format!("{}{path}", self.address.hosts[host]);
        let mut request = ureq::http::Request::builder().method(method).uri(uri);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, kind);
        }
        let malformed = |error: ureq::http::Error| Failure::Answer(error.to_string());
        let answer = match body {
            Some(body) => self.agent.run(request.body(body).map_err(malformed)?),
            None => self.agent.run(request.body(()).map_err(malformed)?),
        };
        let mut answer = answer.map_err(|error| Failure::of(&error))?;
        let status = answer.status().as_u16();
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let retry_after = header("retry-after").and_then(|value| value.parse().ok()).map(Duration::from_secs);
        let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let text = text.map_err(|error| Failure::of(&error))?;
        if (200..300).contains(&status) {
            return serde_json::from_slice(&text).map_err(|_| Failure::Answer(failure::excerpt(&text)));
        }
        Err(Failure::Status { status, retry_after, reason: failure::reason(&text) })
    }
}

/// Encryption with the given authorities, always verified.
fn tls(authorities: &[u8]) -> Result<TlsConfig> {
    let certificates: Vec<_> = parse_pem(authorities)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(Error::new("no certificate of an authority was found to verify the engine by").hint(
            "name a file in PEM with `DATELINE_ENGINE_CA`; Debian's package `ca-certificates` has the usual ones",
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCerts::Specific(Arc::new(certificates));
    Ok(TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build())
}
