#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    alipay_acquiring_fuzz::doctor(input);
});
