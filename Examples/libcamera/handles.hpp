/* What Tessera and libdrm hand out, ended with its scope, and what they complain about, thrown. */
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <tessera.h>

template <typename Type, auto end>
struct Ender {
  void operator()(Type *handle) const { end(handle); }
};
template <typename Type, auto end>
using Owned = std::unique_ptr<Type, Ender<Type, end>>;

using Agreement = Owned<tessera_agreement, tessera_agreement_destroy>;
using Allocator = Owned<tessera_allocator, tessera_allocator_destroy>;
using Buffer = Owned<tessera_buffer, tessera_buffer_destroy>;
using Card = Owned<tessera_card, tessera_card_destroy>;
using Conflict = Owned<tessera_conflict, tessera_conflict_destroy>;
using Error = Owned<tessera_error, tessera_error_destroy>;
using Fence = Owned<tessera_fence, tessera_fence_destroy>;
using Inventory = Owned<tessera_inventory, tessera_inventory_destroy>;
using Negotiation = Owned<tessera_negotiation, tessera_negotiation_destroy>;
using Participant = Owned<tessera_participant, tessera_participant_destroy>;
using Problem = Owned<tessera_problem, tessera_problem_destroy>;
using Text = Owned<char, free>;

/* Thrown where somebody does not take what was agreed, to be told to Tessera. */
struct Refusal : std::runtime_error {
  Refusal(const char *who, uint32_t lesson, const std::string &why) : runtime_error(why), who(who), lesson(lesson) {}
  const char *who;
  uint32_t lesson;
};

template <typename Struct>
Struct sized() {
  Struct value{};
  value.size = sizeof value;
  return value;
}

inline std::string reason(int result, const Error &error) {
  return error ? tessera_error_message(error.get()) : strerror(-result);
}

inline void require(int result, const std::string &what) {
  if (result < 0) throw std::runtime_error(what + ": " + strerror(-result));
}

/* Calls a function of Tessera's that says what went wrong. */
template <typename Function, typename... Arguments>
void call(const char *what, Function function, Arguments... arguments) {
  tessera_error *error = nullptr;
  const int result = function(arguments..., &error);
  if (result < 0) throw std::runtime_error(std::string(what) + ": " + reason(result, Error(error)));
}

/* The same for one that makes a handle. */
template <typename Handle, typename Function, typename... Arguments>
Handle make(const char *what, Function function, Arguments... arguments) {
  typename Handle::pointer handle = nullptr;
  call(what, function, arguments..., &handle);
  return Handle(handle);
}
