#include "probe/scram.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>

namespace caisson::probe {
namespace {

constexpr std::size_t k_digest = 32;
/// PostgreSQL's default is 4,096; what is far beyond would only be there to keep us busy.
constexpr int k_most_iterations = 1'000'000;

using Digest = std::array<unsigned char, k_digest>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > 4096) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  // EVP_DecodeBlock counts the padding as zero bytes.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

Digest hmac(std::string_view key, std::string_view message) {
  Digest digest{};
  unsigned int length = k_digest;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(),
       digest.data(), &length);
  return digest;
}

Digest sha256(std::string_view message) {
  Digest digest{};
  unsigned int length = k_digest;
  EVP_Digest(message.data(), message.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return digest;
}

/// Takes `<name>=<value>` off the front of a comma-separated message.
std::optional<std::string_view> take(std::string_view& message, char name) {
  if (message.size() < 2 || message[0] != name || message[1] != '=') return std::nullopt;
  const auto end = message.find(',');
  const auto value = message.substr(2, end == message.npos ? end : end - 2);
  message.remove_prefix(end == message.npos ? message.size() : end + 1);
  return value;
}

Error broken(const std::string& what) {
  return {ErrorKind::protocol, "broke SCRAM-SHA-256: " + what};
}

}  // namespace

std::string scram_nonce() {
  std::array<unsigned char, 24> random{};
  // RAND_bytes fails only where the system gives no randomness at all; an all-zero nonce then still
  // keeps the protocol, and merely loses protection against replay.
  RAND_bytes(random.data(), static_cast<int>(random.size()));
  return base64({reinterpret_cast<const char*>(random.data()), random.size()});
}

ScramClient::ScramClient(std::string password, std::string nonce, std::string user)
    : m_password(std::move(password)), m_nonce(std::move(nonce)), m_user(std::move(user)) {}

std::string ScramClient::first_bare() const {
  return "n=" + m_user + ",r=" + m_nonce;
}

std::string ScramClient::first() const {
  return "n,," + first_bare();
}

Result<std::string> ScramClient::final_for(std::string_view server_first) {
  auto rest = server_first;
  const auto nonce = take(rest, 'r');
  const auto salt_text = take(rest, 's');
  const auto count_text = take(rest, 'i');
  if (!nonce || !salt_text || !count_text) return broken("its first message is malformed");
  if (!nonce->starts_with(m_nonce) || nonce->size() == m_nonce.size())
    return broken("its nonce does not go on from ours");
  const auto salt = from_base64(*salt_text);
  if (!salt) return broken("its salt is no base64");
  int iterations = 0;
  const auto [end, error] =
      std::from_chars(count_text->data(), count_text->data() + count_text->size(), iterations);
  if (error != std::errc() || end != count_text->data() + count_text->size() || iterations < 1 ||
      iterations > k_most_iterations)
    return broken("its iteration count is out of range");

  Digest salted{};
  PKCS5_PBKDF2_HMAC(m_password.data(), static_cast<int>(m_password.size()), bytes_of(*salt),
                    static_cast<int>(salt->size()), iterations, EVP_sha256(), k_digest,
                    salted.data());
  const Digest client_key = hmac(text_of(salted), "Client Key");
  const Digest stored_key = sha256(text_of(client_key));
  // "biws" is the base64 of the header "n,,": no channel binding.
  const std::string without_proof = "c=biws,r=" + std::string(*nonce);
  const std::string signed_text =
      first_bare() + "," + std::string(server_first) + "," + without_proof;
  Digest proof = hmac(text_of(stored_key), signed_text);
  for (std::size_t i = 0; i < proof.size(); ++i)
    proof[i] = static_cast<unsigned char>(proof[i] ^ client_key[i]);
  const Digest server_key = hmac(text_of(salted), "Server Key");
  m_server_signature = text_of(hmac(text_of(server_key), signed_text));
  return without_proof + ",p=" + base64(text_of(proof));
}

Result<void> ScramClient::verify(std::string_view server_final) const {
  auto rest = server_final;
  if (const auto error = take(rest, 'e')) return broken("it says " + std::string(*error));
  const auto text = take(rest, 'v');
  const auto signature = text ? from_base64(*text) : std::nullopt;
  if (!signature) return broken("its last message is malformed");
  if (m_server_signature.empty() || signature->size() != m_server_signature.size() ||
      CRYPTO_memcmp(signature->data(), m_server_signature.data(), signature->size()) != 0)
    return broken("its signature is wrong, so it does not know the password");
  return boost::system::in_place_value;
}

}  // namespace caisson::probe
