// better-sqlite3 is written for Node-API 10, which may refer to strings; the assembled Electron has Node-API 8,
// which may refer to objects only. That is all it needs from 10, so here a reference to a string keeps the string
// in an object of its own, and the rest is compiled as it is.
#include <napi.h>

namespace Napi {
template <>
class Reference<String> {
 public:
  static Reference<String> New(const String& value, uint32_t initialRefcount) {
    Object box = Object::New(value.Env());
    box.Set(0u, value);
    Reference<String> made;
    made.box_ = ObjectReference::New(box, initialRefcount);
    return made;
  }
  String Value() const { return box_.Value().Get(0u).As<String>(); }

 private:
  ObjectReference box_;
};
}  // namespace Napi

#include "src/better_sqlite3.cpp"
