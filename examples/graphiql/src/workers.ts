// What ends in ?worker is a class that Vite makes of the file.
/* oxlint-disable import/default */
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

/** Tells Monaco where its workers are: files of our own origin, so that no blob has to be allowed. */
export function setUpWorkers(): void {
  window.MonacoEnvironment = {
    getWorker(_workerId, label) {
      if (label === 'json') return new JsonWorker();
      return label === 'graphql' ? new GraphqlWorker() : new EditorWorker();
    },
  };
}
