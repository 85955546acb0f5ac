import { useEffect, useState } from 'react';
import { createApi } from '../api/client';
import { apiOrigin } from '../api/origin';
import { Changes } from '../screens/Changes';
import { CharacterList } from '../screens/CharacterList';
import { CreateCharacter } from '../screens/CreateCharacter';
import { EditCharacter } from '../screens/EditCharacter';
import { SheetScreen } from '../screens/SheetScreen';
import { SignIn } from '../screens/SignIn';
import { Database } from '../sync/database';
import { Frame } from '../ui/Frame';
import { Loading } from '../ui/Loading';
import { RollTable } from '../ui/RollTable';
import { StoreContext, useAppState } from './context';
import { useRoute, type Route } from './router';
import { registerServiceWorker } from './service-worker';
import { Store } from './store';

/** The whole app, below what Astro drew of the page. */
export default function App() {
  const [store, setStore] = useState<Store | null>(null);
  useEffect(() => {
    void begin().then(setStore);
  }, []);
  if (!store) {
    return <Loading />;
  }
  return (
    <StoreContext value={store}>
      <RollTable>
        <Frame>
          <Screen />
        </Frame>
      </RollTable>
    </StoreContext>
  );
}

async function begin(): Promise<Store> {
  const origin = apiOrigin(new URL(location.href), import.meta.env.PUBLIC_API_ORIGIN);
  // The condition is a constant while building: what is behind it is not in the bundle then.
  if (import.meta.env.PUBLIC_API === 'mirage') {
    const { isAnswered, startMockServer } = await import('../mocks/server');
    if (!(await isAnswered(origin))) {
      startMockServer(origin);
    }
  }
  const store = new Store(await Database.open(), createApi(origin));
  void store.start();
  if (import.meta.env.PROD) {
    void registerServiceWorker();
  }
  return store;
}

function Screen() {
  const route = useRoute();
  const { phase } = useAppState();
  switch (phase) {
    case 'starting':
      return <Loading />;
    case 'signedOut':
      return <SignIn />;
    case 'signedIn':
      return screenOf(route);
  }
}

function screenOf({ path, id }: Route) {
  switch (path) {
    case '/':
      return <CharacterList />;
    case '/new':
      return <CreateCharacter />;
    case '/sheet':
      return <SheetScreen id={id} />;
    case '/edit':
      return <EditCharacter id={id} />;
    case '/changes':
      return <Changes />;
    case '/sign-in':
      return <SignIn />;
  }
}
