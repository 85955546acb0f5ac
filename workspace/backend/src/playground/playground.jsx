import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createRoot } from 'react-dom/client';

const QUERY = `# Sign in, then put the token among the headers below: { "Authorization": "Bearer …" }
mutation SignIn {
  signIn(email: "user@dice.local", password: "dice_dev_password") { accessToken expiresAt }
}

# Across both subgraphs.
query Mine {
  me { name email characters { name race class level hitPoints owner { email } } }
}

query Roster {
  characters { name race class level owner { name } }
}
`;

const fetcher = createGraphiQLFetcher({ url: '/graphql' });
createRoot(document.getElementById('playground')).render(
  <GraphiQL fetcher={fetcher} defaultQuery={QUERY} defaultEditorToolsVisibility="headers" />,
);
