/**
 * A level-up waits for its approval, for weeks if it must, and is then applied. Runs in Temporal's sandbox and is
 * replayed after every restart of the worker, so it knows nothing but what it is told: facts come from activities.
 */
import { condition, continueAsNew, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { DECIDED_SIGNAL, type Activities, type Settlement } from './contract.js';

const { settle } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
});

/** The signal is a wake-up call. Should it be lost, the database is asked now and then. */
const LOOK_EVERY = '10 minutes';

/** After a week of looking the history starts anew, so that it never grows without end. */
const LOOKS = 1_000;

const decided = defineSignal<[string]>(DECIDED_SIGNAL);

export async function levelUp(levelUpId: string): Promise<Settlement> {
  let woken = false;
  setHandler(decided, () => {
    woken = true;
  });
  for (let look = 0; look < LOOKS; look += 1) {
    await condition(() => woken, LOOK_EVERY);
    woken = false;
    const settlement = await settle(levelUpId);
    if (settlement !== 'waits') {
      return settlement;
    }
  }
  return continueAsNew<typeof levelUp>(levelUpId);
}
