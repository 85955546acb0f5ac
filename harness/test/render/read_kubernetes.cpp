#include "render/read_kubernetes.hpp"

#include "render/each_member.hpp"
#include "render/read_kubernetes_pod.hpp"

namespace caisson::test {
namespace {

const std::string k_name_label = "app.kubernetes.io/name";

std::string text(const YAML::Node& node) {
  return node.as<std::string>();
}

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

/// Reads one object after the other into one document.
class FolderReader {
 public:
  explicit FolderReader(KubernetesDocument& document) : m_document(document) {}

  void read(const YAML::Node& object) {
    const std::string kind = text(object["kind"]);
    m_document.kinds.insert(kind);
    const auto reader = m_readers.find(kind);
    expect(reader != m_readers.end(), "there is a " + kind);
    (this->*reader->second)(object, text(object["metadata"]["name"]));
  }

 private:
  using Reader = void (FolderReader::*)(const YAML::Node&, const std::string&);

  void pass_over(const YAML::Node&, const std::string&) {}

  void read_config_map(const YAML::Node& object, const std::string& name) {
    for (const char* part : {"data", "binaryData"}) {
      for (const auto& entry : object[part])
        m_document.config_maps[name][text(entry.first)] = text(entry.second);
    }
  }

  void read_role(const YAML::Node& object, const std::string& name) {
    for (const YAML::Node& rule : object["rules"]) {
      expect(rule["verbs"].as<std::vector<std::string>>() ==
                 std::vector<std::string>{"get", "list", "watch"},
             name + " may do more than read");
      const std::string resource = text(rule["resources"][0]) + " ";
      if (!rule["resourceNames"]) m_document.may_read[name].insert(resource + "*");
      for (const YAML::Node& of : rule["resourceNames"])
        m_document.may_read[name].insert(resource + text(of));
    }
  }

  void read_claim(const YAML::Node& object, const std::string& name) {
    m_document.claims[name] = text(object["spec"]["resources"]["requests"]["storage"]);
  }

  void read_service(const YAML::Node& object, const std::string& name) {
    const YAML::Node spec = object["spec"];
    if (spec["externalName"]) {
      m_document.external_names[name] = text(spec["externalName"]);
      return;
    }
    std::set<int>& ports = m_document.services[name];
    expect(text(spec["selector"][k_name_label]) + "-service" == name, name + " leads elsewhere");
    for (const YAML::Node& port : spec["ports"]) {
      expect(text(port["targetPort"]) == text(port["name"]), name + " leads to another port");
      ports.insert(port["port"].as<int>());
    }
  }

  void read_workload(const YAML::Node& object, const std::string& name) {
    m_document.workloads[name] = read_kubernetes_workload(object, m_document.config_maps);
    for (const YAML::Node& claim : object["spec"]["volumeClaimTemplates"]) {
      m_document.claims[name + "/" + text(claim["metadata"]["name"])] =
          text(claim["spec"]["resources"]["requests"]["storage"]);
    }
  }

  static std::string peer_of(const YAML::Node& peers) {
    if (!peers) return "api";
    expect(peers.size() == 1, "a rule has several peers");
    const YAML::Node peer = peers[0];
    if (const YAML::Node spaces = peer["namespaceSelector"]) {
      const auto label = *spaces["matchLabels"].begin();
      return peer["podSelector"] ? "dns" : "namespace " + text(label.first);
    }
    return text(peer["podSelector"]["matchLabels"][k_name_label]);
  }

  static KubernetesOpening opening_of(const YAML::Node& rule, const char* direction) {
    KubernetesOpening opening{peer_of(rule[direction]), {}};
    for (const YAML::Node& port : rule["ports"])
      opening.ports.insert(port["port"].as<int>());
    return opening;
  }

  void read_policy(const YAML::Node& object, const std::string& name) {
    const YAML::Node spec = object["spec"];
    const YAML::Node pods = spec["podSelector"]["matchLabels"];
    const std::string of = pods ? text(pods[k_name_label]) : "*";
    if (!pods && !spec["ingress"] && !spec["egress"]) {
      m_document.denies_by_default = spec["policyTypes"].size() == 2;
      return;
    }
    expect(pods || name == "dns", name + " is for every pod");
    for (const YAML::Node& rule : spec["ingress"])
      m_document.ingress[of].insert(opening_of(rule, "from"));
    for (const YAML::Node& rule : spec["egress"])
      m_document.egress[of].insert(opening_of(rule, "to"));
  }

  void read_ingress(const YAML::Node& object, const std::string& name) {
    const YAML::Node spec = object["spec"];
    std::set<std::string> encrypted;
    for (const YAML::Node& host : spec["tls"][0]["hosts"])
      encrypted.insert(text(host));
    for (const YAML::Node& rule : spec["rules"]) {
      const YAML::Node service = rule["http"]["paths"][0]["backend"]["service"];
      expect(encrypted.count(text(rule["host"])) == 1, name + " has a host without TLS");
      m_document.routes[text(rule["host"])] =
          text(service["name"]) + " " + text(service["port"]["name"]);
    }
  }

  void read_budget(const YAML::Node&, const std::string& name) {
    m_document.disruption_budgets.insert(name);
  }

  const std::map<std::string, Reader> m_readers{
      {"ConfigMap", &FolderReader::read_config_map},
      {"Deployment", &FolderReader::read_workload},
      {"Ingress", &FolderReader::read_ingress},
      {"Job", &FolderReader::read_workload},
      {"Namespace", &FolderReader::pass_over},
      {"NetworkPolicy", &FolderReader::read_policy},
      {"PersistentVolumeClaim", &FolderReader::read_claim},
      {"PodDisruptionBudget", &FolderReader::read_budget},
      {"Role", &FolderReader::read_role},
      {"RoleBinding", &FolderReader::pass_over},
      {"Service", &FolderReader::read_service},
      {"ServiceAccount", &FolderReader::pass_over},
      {"StatefulSet", &FolderReader::read_workload},
  };
  KubernetesDocument& m_document;
};

}  // namespace

KubernetesDocument read_kubernetes(const render::Rendered& rendered) {
  KubernetesDocument document;
  FolderReader reader(document);
  for (const render::RenderedFile& file : rendered.files) {
    const bool is_base = file.path.find("/base/") != std::string::npos;
    if (!is_base || file.path.ends_with("kustomization.yaml")) continue;
    // ConfigMaps stand before those who use them.
    for (const YAML::Node& object : YAML::LoadAll(file.text))
      reader.read(object);
  }
  return document;
}

}  // namespace caisson::test
