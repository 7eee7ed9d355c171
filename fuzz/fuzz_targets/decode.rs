//! Any bytes are text or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(decoded) = jianbao::ingest::decode::decode(bytes) {
        assert!(!decoded.text.contains(['\0', '\r']));
    }
});
