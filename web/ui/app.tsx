// Everything that the whole app shares: theme, styles, data, routes.
import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import { router } from '../routes.tsx';
import { ThemeChoice, useTheme } from './theme.tsx';
import { Toasts } from './toasts.tsx';

/** The server allows style elements that carry the nonce of this page, and no other. */
const nonce = document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

export function App() {
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <ThemeChoice>
        <Themed />
      </ThemeChoice>
    </RendererProvider>
  );
}

function Themed() {
  const { theme } = useTheme();
  return (
    <FluentProvider theme={theme} style={{ background: 'transparent', minHeight: '100dvh' }}>
      <QueryClientProvider client={queries}>
        <Toasts>
          <RouterProvider router={router} />
        </Toasts>
      </QueryClientProvider>
    </FluentProvider>
  );
}
