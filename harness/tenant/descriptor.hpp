#pragma once

#include <unistd.h>

#include <utility>

namespace caisson::tenant {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(std::exchange(other.m_descriptor, -1));
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return m_descriptor; }
  explicit operator bool() const { return m_descriptor >= 0; }
  int release() { return std::exchange(m_descriptor, -1); }
  void reset(int descriptor = -1) {
    if (m_descriptor >= 0) ::close(m_descriptor);
    m_descriptor = descriptor;
  }

 private:
  int m_descriptor = -1;
};

}  // namespace caisson::tenant
