//! The values in messages. Each file holds one type, and the types that belong to it.

pub(crate) mod digits;
pub(crate) mod head;
pub(crate) mod lenient;
pub(crate) mod message_ids;
pub(crate) mod message_kind;
pub(crate) mod result_code;
pub(crate) mod result_info;
pub(crate) mod result_table;
pub(crate) mod scalar_text;
pub(crate) mod text;
pub(crate) mod text_buf;
pub(crate) mod time_error;
pub(crate) mod timestamp;
pub(crate) mod transaction;
pub(crate) mod unix_time;
pub(crate) mod violation;
