//! The address of a peer in, a place among its connections out: nobody takes those of all others.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections each peer has open.
pub struct Peers {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Peers {
    /// At most so many for one peer.
    pub fn new(most: usize) -> Arc<Peers> {
        Arc::new(Peers { most, open: Mutex::default() })
    }

    /// A place for a connection, until it is dropped; `None` where the peer has as many as it may have.
    pub fn enter(self: &Arc<Peers>, address: IpAddr) -> Option<Place> {
        let peer = peer(address);
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let open = all.entry(peer).or_default();
        (*open < self.most).then(|| {
            *open += 1;
            Place { peers: self.clone(), peer }
        })
    }
}

/// One peer's connection, counted until it ends.
pub struct Place {
    peers: Arc<Peers>,
    peer: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.peers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = all.get_mut(&self.peer) {
            *open -= 1;
            if *open == 0 {
                all.remove(&self.peer);
            }
        }
    }
}

/// Whom an address belongs to: of version 6 a household has 2^64 (RFC 6177), and all of them are one.
fn peer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_peer_leaves_places_to_others() {
        let peers = Peers::new(2);
        let enter = |address: &str| peers.enter(address.parse().unwrap());
        let held = [enter("10.0.0.1"), enter("::ffff:10.0.0.1")];
        assert!(held.iter().all(Option::is_some) && enter("10.0.0.1").is_none());
        assert!(enter("10.0.0.2").is_some());
        drop(held);
        assert!(enter("10.0.0.1").is_some());
        let held = [enter("2001:db8::1"), enter("2001:db8::2")];
        assert!(held.iter().all(Option::is_some) && enter("2001:db8::3").is_none());
        assert!(enter("2001:db8:0:1::1").is_some());
        drop(held);
        assert!(peers.open.lock().unwrap().is_empty());
    }
}
