#pragma once

#include <memory>
#include <utility>

#include "engine/engine.hpp"

namespace caisson::engine::docker {

/// What an operation of several steps shares with the Subscription that may end it: each step asks
/// `cancelled` before it goes on.
struct Job {
  virtual ~Job() = default;
  bool cancelled = false;
  SubscriptionPtr flow;  ///< the step under way, where it is a stream
};

class JobSubscription final : public Subscription {
 public:
  explicit JobSubscription(std::shared_ptr<Job> job) : m_job(std::move(job)) {}
  ~JobSubscription() override {
    m_job->cancelled = true;
    m_job->flow.reset();
  }
  JobSubscription(const JobSubscription&) = delete;
  JobSubscription& operator=(const JobSubscription&) = delete;

 private:
  std::shared_ptr<Job> m_job;
};

}  // namespace caisson::engine::docker
