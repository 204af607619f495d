//! What went wrong in, an `application/problem+json` (RFC 9457) out.

use crate::error::Error;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// An answer that could not be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub error: Error,
}

/// What leaves the program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemObject<'a> {
    /// `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'a str,
    status: u16,
    /// What is wrong, in a line.
    detail: &'a str,
    /// What mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    /// Of a query that cannot be understood: where the fault begins and ends, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<usize>>)]
    at: Option<(usize, usize)>,
    /// The same for people: the query with carets under the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    marked: Option<&'a str>,
}

impl Problem {
    pub fn new(status: StatusCode, message: &str) -> Problem {
        Problem { status, error: Error::new(message) }
    }

    pub fn hint(mut self, hint: &str) -> Problem {
        self.error = self.error.hint(hint);
        self
    }

    /// Nothing is there.
    pub fn not_found(what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, what)
    }

    pub fn response(&self) -> Response<Body> {
        let object = ProblemObject {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.error.message,
            hint: self.error.hint.as_deref(),
            at: self.error.at,
            marked: self.error.detail.as_deref(),
        };
        let mut response = Response::new(Body::from(serde_json::to_vec(&object).unwrap_or_default()));
        *response.status_mut() = self.status;
        let json = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Error::new(format!("cannot write the answer: {error}")).damage().into()
    }
}

/// What the asker can mend is a bad request; a damaged index is the server's fault, and its paths are nobody's business.
impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error.is_damage {
            false => Problem { status: StatusCode::BAD_REQUEST, error },
            true => {
                tracing::error!("{error}");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the index cannot be read")
            }
        }
    }
}
