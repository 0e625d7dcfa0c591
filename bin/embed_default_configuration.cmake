# Writes a C++ source that holds a text file:
#   cmake -D INPUT=conf/musterd.toml -D OUTPUT=default_configuration.cpp -P this-file
file(READ "${INPUT}" text)
file(
  WRITE "${OUTPUT}"
  "// Generated from conf/musterd.toml.
#include \"bin/default_configuration.hpp\"

namespace muster {

std::string_view default_configuration_text() noexcept {
  return R\"toml(${text})toml\";
}

} // namespace muster
")
