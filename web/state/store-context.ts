import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Store } from './store.ts';

const StoreContext = createContext<Store | null>(null);

export const StoreProvider = StoreContext.Provider;

/** The page's state, inside a {@link StoreProvider}. */
export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('useStore needs a StoreProvider above it.');
  return store;
}
