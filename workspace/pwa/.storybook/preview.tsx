import type { Preview } from '@storybook/react-vite';
import { StoreContext } from '../src/app/context';
import { RollTable } from '../src/ui/RollTable';
import type { State } from '../src/app/store';
import { storeWith } from '../stories/store';
import '../src/styles/global.css';

const preview: Preview = {
  globalTypes: {
    theme: {
      description: 'Vellum or candle light',
      toolbar: { title: 'Theme', icon: 'mirror', items: ['light', 'dark'], dynamicTitle: true },
    },
  },
  initialGlobals: { theme: 'light' },
  decorators: [
    (Story, { globals, parameters }) => {
      document.documentElement.dataset['theme'] = String(globals['theme']);
      return (
        <StoreContext value={storeWith(parameters['state'] as Partial<State> | undefined)}>
          <RollTable>
            <div style={{ maxWidth: '46rem', padding: '1rem' }}>
              <Story />
            </div>
          </RollTable>
        </StoreContext>
      );
    },
  ],
};

export default preview;
