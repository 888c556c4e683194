// Reads a payCancel response with simdjson's On-Demand parser, in the two ways of its
// documentation: iterating over the members, and finding each member. `lib.rs` calls it.
//
// A member is compared as it is in the text, so a name with escapes is unknown. If a member occurs
// twice, iterating keeps the last one, finding the first one.

#include "simdjson.h"

#include <cstddef>
#include <new>
#include <string_view>

namespace {

using simdjson::ondemand::object;
using simdjson::ondemand::parser;
using simdjson::ondemand::raw_json_string;
using simdjson::ondemand::value;

// A string of the message. `start` is null if the member is missing or `null`.
struct Text {
  const char *start;
  std::size_t len;
};

// The same members in the same order as `Member` in `lib.rs`.
struct Answer {
  Text version, function, client_id, resp_time, req_msg_id, reserve;
  Text result_status, result_code_id, result_code, result_msg;
  Text acquirement_id, merchant_trans_id, cancel_time;
  Text signature;

  bool is_complete() const {
    return version.start && function.start && client_id.start && resp_time.start &&
           req_msg_id.start && result_status.start && result_code_id.start && result_code.start &&
           signature.start;
  }
};

simdjson_inline bool read_text(value &member, Text &text) {
  std::string_view unescaped;
  if (member.get_string().get(unescaped)) {
    bool is_null = false;
    return !member.is_null().get(is_null) && is_null;
  }
  text = {unescaped.data(), unescaped.size()};
  return true;
}

// Iterating. `place_of` returns where the string of this member belongs, or null; `read_object`
// gets all other members. A value that it leaves alone is skipped. With one call of `read_text` for
// all strings of an object, the code is a quarter faster than with one for each name.
template <typename PlaceOf, typename ReadObject>
simdjson_inline bool each_member(object members, PlaceOf place_of, ReadObject read_object) {
  for (auto next : members) {
    raw_json_string key;
    value member;
    if (next.key().get(key) || next.value().get(member)) return false;
    Text *place = place_of(key);
    if (!(place ? read_text(member, *place) : read_object(key, member))) return false;
  }
  return true;
}

simdjson_inline bool skip(raw_json_string, value &) { return true; }

simdjson_inline bool iterate_head(object head, Answer &answer) {
  auto place_of = [&](raw_json_string key) -> Text * {
    if (key == "version") return &answer.version;
    if (key == "function") return &answer.function;
    if (key == "clientId") return &answer.client_id;
    if (key == "respTime") return &answer.resp_time;
    if (key == "reqMsgId") return &answer.req_msg_id;
    if (key == "reserve") return &answer.reserve;
    return nullptr;
  };
  return each_member(head, place_of, skip);
}

simdjson_inline bool iterate_info(object info, Answer &answer) {
  auto place_of = [&](raw_json_string key) -> Text * {
    if (key == "resultStatus") return &answer.result_status;
    if (key == "resultCodeId") return &answer.result_code_id;
    if (key == "resultCode") return &answer.result_code;
    if (key == "resultMsg") return &answer.result_msg;
    return nullptr;
  };
  return each_member(info, place_of, skip);
}

simdjson_inline bool iterate_body(object body, Answer &answer) {
  auto place_of = [&](raw_json_string key) -> Text * {
    if (key == "acquirementId") return &answer.acquirement_id;
    if (key == "merchantTransId") return &answer.merchant_trans_id;
    if (key == "cancelTime") return &answer.cancel_time;
    return nullptr;
  };
  return each_member(body, place_of, [&](raw_json_string key, value &member) {
    object info;
    if (key != "resultInfo") return true;
    return !member.get_object().get(info) && iterate_info(info, answer);
  });
}

simdjson_inline bool iterate_response(object response, Answer &answer) {
  auto place_of = [](raw_json_string) -> Text * { return nullptr; };
  return each_member(response, place_of, [&](raw_json_string key, value &member) {
    object part;
    if (key == "head") return !member.get_object().get(part) && iterate_head(part, answer);
    if (key == "body") return !member.get_object().get(part) && iterate_body(part, answer);
    return true;
  });
}

simdjson_inline bool iterate(object envelope, Answer &answer) {
  auto place_of = [&](raw_json_string key) -> Text * {
    return key == "signature" ? &answer.signature : nullptr;
  };
  return each_member(envelope, place_of, [&](raw_json_string key, value &member) {
    object response;
    if (key != "response") return true;
    return !member.get_object().get(response) && iterate_response(response, answer);
  });
}

// Finding. A missing member is allowed here; `is_complete` refuses it if it is required. The rare
// cases have a function of their own, which makes the code a tenth faster.
[[gnu::noinline, gnu::cold]] bool is_absent(object &members, std::string_view name,
                                            simdjson::error_code error) {
  if (error == simdjson::NO_SUCH_FIELD) return true;
  bool is_null = false;
  return error == simdjson::INCORRECT_TYPE &&
         !members.find_field_unordered(name).is_null().get(is_null) && is_null;
}

simdjson_inline bool find_text(object &members, std::string_view name, Text &text) {
  std::string_view unescaped;
  auto error = members.find_field_unordered(name).get_string().get(unescaped);
  if (simdjson_unlikely(error)) return is_absent(members, name, error);
  text = {unescaped.data(), unescaped.size()};
  return true;
}

simdjson_inline bool find_object(object &members, std::string_view name, object &found) {
  return !members.find_field_unordered(name).get_object().get(found);
}

simdjson_inline bool find(object envelope, Answer &answer) {
  object response, head, body, info;
  return find_object(envelope, "response", response) && find_object(response, "head", head) &&
         find_text(head, "version", answer.version) &&
         find_text(head, "function", answer.function) &&
         find_text(head, "clientId", answer.client_id) &&
         find_text(head, "respTime", answer.resp_time) &&
         find_text(head, "reqMsgId", answer.req_msg_id) &&
         find_text(head, "reserve", answer.reserve) && find_object(response, "body", body) &&
         find_object(body, "resultInfo", info) &&
         find_text(info, "resultStatus", answer.result_status) &&
         find_text(info, "resultCodeId", answer.result_code_id) &&
         find_text(info, "resultCode", answer.result_code) &&
         find_text(info, "resultMsg", answer.result_msg) &&
         find_text(body, "acquirementId", answer.acquirement_id) &&
         find_text(body, "merchantTransId", answer.merchant_trans_id) &&
         find_text(body, "cancelTime", answer.cancel_time) &&
         find_text(envelope, "signature", answer.signature);
}

using Way = bool (*)(object, Answer &);

template <Way way>
simdjson_inline bool read(parser *owned, const char *text, std::size_t len, Answer *answer) {
  *answer = {};
  simdjson::ondemand::document document;
  object envelope;
  return !owned->iterate(text, len, len + simdjson::SIMDJSON_PADDING).get(document) &&
         !document.get_object().get(envelope) && way(envelope, *answer) && answer->is_complete();
}

} // namespace

extern "C" {

extern const std::size_t peer_simdjson_padding = simdjson::SIMDJSON_PADDING;

parser *peer_simdjson_new() noexcept { return new (std::nothrow) parser; }

void peer_simdjson_delete(parser *owned) noexcept { delete owned; }

// Both read `len` bytes, which `peer_simdjson_padding` readable bytes must follow. They return false
// if the bytes are not a response with all required members. The texts are valid until the parser is
// used again.
bool peer_simdjson_iterate(parser *owned, const char *text, std::size_t len,
                           Answer *answer) noexcept {
  return read<iterate>(owned, text, len, answer);
}

bool peer_simdjson_find(parser *owned, const char *text, std::size_t len,
                        Answer *answer) noexcept {
  return read<find>(owned, text, len, answer);
}
}
