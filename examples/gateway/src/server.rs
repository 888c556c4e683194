//! HTTP on loopback: hyper over blocking sockets, one thread for each connection.
//!
//! hyper expects an asynchronous socket. A blocking socket can act as one that is always ready.
//! That is enough for a test gateway: it needs no async runtime, and a slow client cannot extend
//! its deadline.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::rt::ReadBufCursor;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};

use crate::shown::Shown;
use crate::{Answered, Gateway, Instructions, Reply};

/// The path of the service, taken from the public page of a related version.
pub const SERVICE_PATH: &str = "/api/alipay/intl/acquiring/common/paycancel.htm";

/// The path of the echo: it says what was received and how it is understood. Nothing is carried out
/// or signed.
pub const ECHO_PATH: &str = "/echo";

/// The largest body that is read, in bytes. This crate's requests have at most 3,512, but peers add
/// unknown members.
pub const MAX_BODY: usize = 16 * 1024;

/// The timeout for a client, from the connection to the end of its request. The same timeout
/// applies again until it has read the response and hung up.
pub const READ_TIME: Duration = Duration::from_secs(5);

/// The limit of open connections. Further connections are closed at once.
pub const MAX_CONNECTIONS: usize = 64;

/// The longest time that [`Reply::Silence`] keeps a connection open.
const SILENCE: Duration = Duration::from_secs(60);

/// How late a late response is.
pub const LATE: Duration = Duration::from_secs(2);

/// A running server. It stops when this value is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    gateway: Arc<Gateway>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on this port of loopback; with 0 the system chooses a free port. `read_time` is the
    /// timeout for clients, normally [`READ_TIME`]. `log` is called with one line for each request.
    ///
    /// # Errors
    ///
    /// If the port cannot be opened.
    pub fn start(
        gateway: Gateway,
        port: u16,
        read_time: Duration,
        log: impl Fn(&str) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let gateway = Arc::new(gateway);
        let stopping = Arc::new(AtomicBool::new(false));
        let shared = Arc::new(Shared {
            gateway: Arc::clone(&gateway),
            read_time,
            log: Box::new(log),
            connections: AtomicUsize::new(0),
        });
        let stop = Arc::clone(&stopping);
        let accepting = thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                // If a client has gone before it was accepted, serve the others.
                if let Ok(stream) = stream {
                    Shared::connect(&shared, stream);
                }
            }
        });
        Ok(Self {
            address,
            gateway,
            stopping,
            accepting: Some(accepting),
        })
    }

    /// The URL to send requests to.
    pub fn url(&self) -> String {
        format!("http://{}{SERVICE_PATH}", self.address)
    }

    /// The URL that says how a request is understood.
    pub fn echo_url(&self) -> String {
        format!("http://{}{ECHO_PATH}", self.address)
    }

    /// The address of the socket.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The gateway that answers the requests.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            // Never returns: only `drop` stops the thread, and `self` is not dropped before.
            let _ = accepting.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        // The thread waits in `accept`; a connection wakes it up.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

struct Shared {
    gateway: Arc<Gateway>,
    read_time: Duration,
    log: Box<dyn Fn(&str) + Send + Sync>,
    connections: AtomicUsize,
}

/// A reply that hyper cannot send: the connection ends without a complete HTTP response.
enum Abort {
    Silence,
    Cut(Vec<u8>),
}

impl Shared {
    fn connect(shared: &Arc<Self>, stream: TcpStream) {
        if shared.connections.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
            shared.connections.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // An error here is the client's: it has gone, was too slow, or did not send HTTP.
            let _ = shared.serve(stream);
            shared.connections.fetch_sub(1, Ordering::Relaxed);
        });
    }

    /// Serves one request.
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut raw = stream.try_clone()?;
        let deadline = Instant::now() + self.read_time;
        let abort = RefCell::new(None);
        let service = service_fn(async |request| {
            let reply = self.reply(request).await;
            respond(reply).map_err(|reason| {
                abort.replace(Some(reason));
                io::Error::other("the connection is aborted on purpose")
            })
        });
        let socket = Socket {
            stream,
            deadline,
            write_time: self.read_time,
        };
        // Ignored: either `abort` is set, or the client has gone, or it sent something that is not
        // HTTP and hyper has already replied.
        let _ = block_on(
            http1::Builder::new()
                .keep_alive(false)
                // Otherwise hyper would read from the socket while it responds, and block.
                .half_close(true)
                .serve_connection(socket, service),
            deadline + self.read_time,
        );
        match abort.take() {
            Some(Abort::Silence) => return linger(raw, SILENCE),
            Some(Abort::Cut(response)) => {
                if let Some(half) = response
                    .get(..response.len() / 2)
                    .filter(|half| !half.is_empty())
                {
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
                    write!(raw, "{head}\r\ncontent-length: {}\r\n\r\n", response.len())?;
                    raw.write_all(half)?;
                }
            }
            None => {}
        }
        raw.shutdown(Shutdown::Write)?;
        linger(raw, self.read_time)
    }

    async fn reply(&self, request: Request<Incoming>) -> Reply {
        let (head, body) = request.into_parts();
        let answered = self.answer(&head, body).await;
        let answered = answered.unwrap_or_else(|(status, why)| {
            let target = head.uri.path_and_query().map(PathAndQuery::as_str);
            let received = format!("{} {}", head.method, Shown(target));
            Answered::status(&received, status, why)
        });
        (self.log)(&answered.log);
        answered.reply
    }

    /// The error is an HTTP status and its reason.
    async fn answer(&self, head: &Parts, body: Incoming) -> Result<Answered, (u16, String)> {
        let path = head.uri.path();
        if ![SERVICE_PATH, ECHO_PATH].contains(&path) {
            let why = format!(
                "unknown path; POST a request to {SERVICE_PATH}, or to {ECHO_PATH} to see how it is \
                 understood"
            );
            return Err((404, why));
        }
        if head.method != Method::POST {
            return Err((405, "only POST is supported".to_owned()));
        }
        let content_type = head.headers.get(CONTENT_TYPE);
        let content_type = content_type.map(|value| String::from_utf8_lossy(value.as_bytes()));
        if path == ECHO_PATH {
            let body = read_body(body).await?;
            return Ok(self.gateway.echo(&body, content_type.as_deref()));
        }
        if !content_type.as_deref().is_some_and(is_json) {
            let found = Shown(content_type.as_deref());
            let why = format!("content-type: expected application/json, found {found}");
            return Err((415, why));
        }
        let instructions = Instructions::from_query(head.uri.query().unwrap_or_default());
        let instructions = instructions.map_err(|why| {
            let why = format!("the query is not understood: {why}; see gateway --help");
            (400, why)
        })?;
        let body = read_body(body).await?;
        Ok(self.gateway.answer(&body, instructions))
    }
}

async fn read_body(body: Incoming) -> Result<Bytes, (u16, String)> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let why = format!("the body is too large: expected at most {MAX_BODY} bytes");
            Err((413, why))
        }
        Err(_) => Err((400, "the body is incomplete".to_owned())),
    }
}

/// Whether the service accepts a body with this content type.
pub(crate) fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

fn respond(reply: Reply) -> Result<Response<Full<Bytes>>, Abort> {
    let (status, content_type, body) = match reply {
        Reply::Response(response) => (200, "application/json;charset=UTF-8", response.into()),
        Reply::Late(response) => {
            thread::sleep(LATE);
            return respond(Reply::Response(response));
        }
        Reply::Http(status, text) => (status, "text/plain;charset=UTF-8", text.into()),
        Reply::Silence => return Err(Abort::Silence),
        Reply::Cut(response) => return Err(Abort::Cut(response)),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if status == 405 {
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
    }
    Ok(response)
}

/// Reads and discards input until the client hangs up. If a socket is closed with unread input, the
/// system may discard the response too (RFC 9112, section 9.6).
fn linger(mut stream: TcpStream, time: Duration) -> io::Result<()> {
    let deadline = Instant::now() + time;
    let mut unread = [0; 4096];
    while read_until(&mut stream, deadline, &mut unread)? > 0 {}
    Ok(())
}

fn read_until(stream: &mut TcpStream, deadline: Instant, buffer: &mut [u8]) -> io::Result<usize> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    stream.read(buffer)
}

/// Polls a future in a loop until it is ready or the deadline has passed. Its sockets block, so it
/// never waits for anything else and the loop does not spin.
fn block_on<F: Future>(future: F, deadline: Instant) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        if Instant::now() > deadline {
            return None;
        }
    }
}

/// A blocking socket with a read deadline and a write timeout.
struct Socket {
    stream: TcpStream,
    deadline: Instant,
    write_time: Duration,
}

impl hyper::rt::Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut cursor: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut buffer = [0; 4096];
        let room = buffer.len().min(cursor.remaining());
        let deadline = self.deadline;
        let read = read_until(&mut self.stream, deadline, &mut buffer[..room])?;
        cursor.put_slice(&buffer[..read]);
        Poll::Ready(Ok(()))
    }
}

impl hyper::rt::Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.set_write_timeout(Some(self.write_time))?;
        Poll::Ready(self.stream.write(bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.flush())
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.shutdown(Shutdown::Write))
    }
}
