// Shows the document, and fetches it again with the key when one is given or taken back: it then has the models the key may call.
(() => {
  'use strict';

  let key = null;

  // What Authorize hands over: {bearer: {value: "ps_…"}} or {apiKey: {value: "ps_…"}}.
  const keyOf = given => Object.values(given).map(scheme => scheme && scheme.value).find(value => typeof value === 'string' && value) || null;

  const refetch = {
    statePlugins: {
      auth: {
        wrapActions: {
          authorize: (original, system) => given => {
            const result = original(given);
            key = keyOf(given);
            system.specActions.download();
            return result;
          },
          logout: (original, system) => schemes => {
            const result = original(schemes);
            key = null;
            system.specActions.download();
            return result;
          },
        },
      },
    },
  };

  window.ui = SwaggerUIBundle({
    url: 'openapi/v1.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    docExpansion: 'list',
    filter: true,
    tryItOutEnabled: true,
    persistAuthorization: false,
    validatorUrl: null,
    plugins: [refetch],
    requestInterceptor: request => {
      if (request.loadSpec && key) {
        request.headers.Authorization = 'Bearer ' + key;
      }

      return request;
    },
  });
})();
