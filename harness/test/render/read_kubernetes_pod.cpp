#include "render/read_kubernetes_pod.hpp"

#include "render/each_member.hpp"

namespace caisson::test {
namespace {

using Texts = std::vector<std::string>;
using ConfigMaps = std::map<std::string, std::map<std::string, std::string>>;

std::string text(const YAML::Node& node) {
  return node.as<std::string>();
}

void pass_over(const YAML::Node&) {}

/// As the kubelet does: `$(NAME)` of what is known becomes its value, `$$` is a `$`.
std::string expanded(const std::string& raw, const std::map<std::string, std::string>& known) {
  std::string made;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw.compare(i, 2, "$$") == 0) {
      made += raw[i++];
      continue;
    }
    const std::size_t end = raw.find(')', i);
    if (raw.compare(i, 2, "$(") == 0 && end != std::string::npos) {
      made += known.at(raw.substr(i + 2, end - i - 2));
      i = end;
      continue;
    }
    made += raw[i];
  }
  return made;
}

Texts expanded(const YAML::Node& node) {
  Texts words;
  for (const YAML::Node& word : node)
    words.push_back(expanded(text(word), {}));
  return words;
}

std::string joined(const YAML::Node& words) {
  std::string line;
  for (const YAML::Node& word : words)
    line += " " + text(word);
  return line;
}

KubernetesProbe probe_of(const YAML::Node& node) {
  KubernetesProbe probe;
  each_member(node,
              {{"tcpSocket", [&](const YAML::Node& n) { probe.how = "tcp " + text(n["port"]); }},
               {"httpGet",
                [&](const YAML::Node& n) {
                  probe.how = "http " + text(n["port"]) + " " + text(n["path"]);
                }},
               {"grpc",
                [&](const YAML::Node& n) {
                  probe.how =
                      "grpc " + text(n["port"]) + (n["service"] ? " " + text(n["service"]) : "");
                }},
               {"exec", [&](const YAML::Node& n) { probe.how = "exec" + joined(n["command"]); }},
               {"periodSeconds", [&](const YAML::Node& n) { probe.period = n.as<int>(); }},
               {"timeoutSeconds", pass_over},
               {"failureThreshold", [&](const YAML::Node& n) { probe.failures = n.as<int>(); }}},
              "a probe");
  return probe;
}

/// Reads one workload, a part of its pod a method.
class WorkloadReader {
 public:
  explicit WorkloadReader(const ConfigMaps& config_maps) : m_config_maps(config_maps) {}

  KubernetesWorkload read(const YAML::Node& object) {
    const YAML::Node spec = object["spec"];
    m_read.kind = text(object["kind"]);
    if (spec["replicas"]) m_read.replicas = spec["replicas"].as<int>();
    const YAML::Node pod = spec["template"];
    for (const auto& entry : pod["metadata"]["annotations"])
      m_read.annotations[text(entry.first)] = text(entry.second);
    read_volumes(pod["spec"]["volumes"]);
    each_member(pod["spec"], pod_handlers(), "a pod");
    return m_read;
  }

 private:
  Handlers pod_handlers() {
    return {{"serviceAccountName", pass_over},
            {"automountServiceAccountToken",
             [&](const YAML::Node& n) { m_read.has_token = n.as<bool>(); }},
            {"enableServiceLinks", pass_over},
            {"securityContext", [&](const YAML::Node& n) { read_pod_rights(n); }},
            {"initContainers", [&](const YAML::Node& n) { read_waits(n); }},
            {"containers", [&](const YAML::Node& n) { read_container(n); }},
            {"volumes", pass_over},
            {"restartPolicy", [&](const YAML::Node& n) { m_read.restart = text(n); }}};
  }

  void read_volumes(const YAML::Node& volumes) {
    for (const YAML::Node& volume : volumes) {
      std::string& what = m_volumes[text(volume["name"])];
      if (volume["emptyDir"]) what = volume["emptyDir"]["medium"] ? "memory" : "disk";
      if (volume["secret"]) what = "secret " + text(volume["secret"]["secretName"]);
      if (volume["configMap"]) what = "files " + text(volume["configMap"]["name"]);
      if (volume["persistentVolumeClaim"])
        what = "claim " + text(volume["persistentVolumeClaim"]["claimName"]);
      if (volume["projected"]) what = "token";
      if (what.empty()) throw std::runtime_error("a volume of an unknown kind");
    }
  }

  void read_pod_rights(const YAML::Node& node) {
    each_member(node,
                {{"runAsNonRoot", [&](const YAML::Node& n) { m_read.never_root = n.as<bool>(); }},
                 {"runAsUser", [&](const YAML::Node& n) { m_read.user = n.as<std::int64_t>(); }},
                 {"runAsGroup", [&](const YAML::Node& n) { m_read.group = n.as<std::int64_t>(); }},
                 {"fsGroup", pass_over},
                 {"fsGroupChangePolicy", pass_over},
                 {"seccompProfile", pass_over}},
                "the rights of a pod");
  }

  void read_waits(const YAML::Node& containers) {
    for (const YAML::Node& container : containers) {
      const std::string name = text(container["name"]);
      if (name == "caisson-probe") continue;
      const std::string prefix = "wait-for-";
      if (!name.starts_with(prefix))
        throw std::runtime_error("a container `" + name + "` is first");
      const YAML::Node words = container["command"] ? container["command"] : container["args"];
      m_read.waits[name.substr(prefix.size())] = joined(words).substr(1);
      for (const YAML::Node& mount : container["volumeMounts"]) {
        if (m_volumes.at(text(mount["name"])) != "token")
          throw std::runtime_error(name + " sees a volume");
      }
    }
  }

  void read_container(const YAML::Node& containers) {
    if (containers.size() != 1) throw std::runtime_error("there are several containers");
    const YAML::Node container = containers[0];
    read_environment(container);
    Handlers on{{"name", pass_over},
                {"imagePullPolicy", pass_over},
                {"env", pass_over},
                {"envFrom", pass_over}};
    on["image"] = [&](const YAML::Node& n) { m_read.image = text(n); };
    on["command"] = [&](const YAML::Node& n) { m_read.command = expanded(n); };
    on["args"] = [&](const YAML::Node& n) { m_read.args = expanded(n); };
    on["ports"] = [&](const YAML::Node& n) {
      for (const YAML::Node& port : n)
        m_read.ports.insert(port["containerPort"].as<int>());
    };
    on["startupProbe"] = [&](const YAML::Node& n) { m_read.startup = probe_of(n); };
    on["readinessProbe"] = [&](const YAML::Node& n) { m_read.readiness = probe_of(n); };
    on["livenessProbe"] = [&](const YAML::Node& n) { m_read.liveness = probe_of(n); };
    on["securityContext"] = [&](const YAML::Node& n) { read_rights(n); };
    on["volumeMounts"] = [&](const YAML::Node& n) { read_mounts(n); };
    on["resources"] = [&](const YAML::Node& n) {
      for (const auto& limit : n["limits"])
        m_read.limits[text(limit.first)] = text(limit.second);
    };
    each_member(container, on, "a container");
  }

  void read_environment(const YAML::Node& container) {
    for (const YAML::Node& from : container["envFrom"]) {
      if (const YAML::Node secret = from["secretRef"]) {
        m_read.whole_secrets.insert(text(secret["name"]));
        continue;
      }
      for (const auto& [name, value] : m_config_maps.at(text(from["configMapRef"]["name"])))
        m_read.environment[name] = value;
    }
    for (const YAML::Node& entry : container["env"]) {
      std::string& value = m_read.environment[text(entry["name"])];
      if (const YAML::Node from = entry["valueFrom"]) {
        const YAML::Node key = from["secretKeyRef"];
        value = "<" + text(key["key"]) + " of " + text(key["name"]) + ">";
      } else {
        value = expanded(text(entry["value"]), m_read.environment);
      }
    }
  }

  void read_rights(const YAML::Node& node) {
    each_member(node,
                {{"allowPrivilegeEscalation",
                  [&](const YAML::Node& n) { m_read.may_escalate = n.as<bool>(); }},
                 {"readOnlyRootFilesystem",
                  [&](const YAML::Node& n) { m_read.read_only_root = n.as<bool>(); }},
                 {"capabilities",
                  [&](const YAML::Node& n) {
                    for (const YAML::Node& one : n["drop"])
                      m_read.dropped_capabilities.insert(text(one));
                    for (const YAML::Node& one : n["add"])
                      m_read.added_capabilities.insert(text(one));
                  }}},
                "the rights of a container");
  }

  void read_mounts(const YAML::Node& mounts) {
    for (const YAML::Node& mount : mounts) {
      const std::string name = text(mount["name"]);
      const auto volume = m_volumes.find(name);
      std::string what = volume == m_volumes.end() ? "template " + name : volume->second;
      if (mount["subPath"]) what += "/" + text(mount["subPath"]);
      if (mount["readOnly"] && mount["readOnly"].as<bool>()) what += " ro";
      m_read.mounts[text(mount["mountPath"])] = what;
    }
  }

  const ConfigMaps& m_config_maps;
  std::map<std::string, std::string> m_volumes;
  KubernetesWorkload m_read;
};

}  // namespace

KubernetesWorkload read_kubernetes_workload(const YAML::Node& object,
                                            const ConfigMaps& config_maps) {
  return WorkloadReader(config_maps).read(object);
}

}  // namespace caisson::test
