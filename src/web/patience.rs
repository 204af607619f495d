//! A connection in, the same connection out, but one whose reader may not stop reading: what is written to it keeps an
//! answer in memory, and an answer that nobody takes would stay there for as long as the connection does.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Writing fails when nothing has been taken for as long as this is patient.
pub struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Set when a write had to wait.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    pub fn new(stream: S, patience: Duration) -> Patient<S> {
        Patient { stream, patience, waiting: None }
    }

    fn bounded(&mut self, context: &mut Context, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the reader takes nothing")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, into: &mut ReadBuf) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        pieces: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.bounded(context, written)
    }

    /// As the stream itself has it: pieces are then handed on as they are, and not copied into one.
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::io::Read;
    use std::net::TcpStream;
    use std::time::Instant;
    use tokio::net::TcpListener;

    #[test]
    fn who_takes_nothing_is_let_go_and_who_is_slow_is_not() {
        const PATIENCE: Duration = Duration::from_millis(400);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut slow = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let mut stream = Patient::new(listener.accept().await.unwrap().0, PATIENCE);
            let begun = Instant::now();
            let reader = std::thread::spawn(move || {
                let mut into = vec![0; 4 << 20];
                while begun.elapsed() < 3 * PATIENCE {
                    std::thread::sleep(PATIENCE / 8);
                    let _ = slow.read(&mut into);
                }
                slow
            });
            let bytes = [b'x'; 1 << 16];
            let end = loop {
                if let Err(error) = poll_fn(|context| Pin::new(&mut stream).poll_write(context, &bytes)).await {
                    break error.kind();
                }
            };
            assert!(end == io::ErrorKind::TimedOut && begun.elapsed() >= 3 * PATIENCE, "{end} {:?}", begun.elapsed());
            drop(reader.join());
        });
    }
}
