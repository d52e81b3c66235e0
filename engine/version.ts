/** Version of the engine's algorithms; stored with every result that they make. */
export const ENGINE_VERSION = '0.1.0';
