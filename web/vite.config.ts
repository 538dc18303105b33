import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { isolation } from "./isolation.ts";

const endpoint = process.env.LAMBDA_ENDPOINT ?? "";

export default defineConfig({
  // Wherever it is served from.
  base: "./",
  plugins: [react(), isolated()],
  define: { "process.env.LAMBDA_ENDPOINT": JSON.stringify(endpoint) },
  server: { host: "127.0.0.1", port: 3002, strictPort: true },
  preview: { host: "127.0.0.1", port: 3002, strictPort: true },
  // A data: URL in the style sheet or in a script would be one more thing to allow.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, license: { fileName: "licenses.md" } },
});

/** The built page says itself what it may load. The dev server's page can't: its scripts and styles are inline. */
function isolated(): Plugin {
  return {
    name: "tokenwire-isolation",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: isolation(endpoint) },
        injectTo: "head-prepend",
      },
    ],
  };
}
