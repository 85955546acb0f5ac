/**
 * What starts and tells the workflow, and the worker that runs it, must agree on. Imports nothing that a workflow may
 * not have: its sandbox has neither clocks nor network.
 */
export const TASK_QUEUE = 'level-ups';
export const WORKFLOW_TYPE = 'levelUp';
export const DECIDED_SIGNAL = 'decided';
export const NAMESPACE = 'default';

export const workflowIdOf = (levelUpId: string) => `level-up-${levelUpId}`;

export type Settlement = 'waits' | 'done' | 'rejected' | 'gone' | 'outdated';

export interface Activities {
  /** Carries out what was decided, once, however often it is called. */
  settle(levelUpId: string): Promise<Settlement>;
}
