// Makes one script of a file beside this one and of what it takes from the page. Prints it.
import { fileURLToPath } from "node:url";
import { rolldown } from "../../.web/node_modules/rolldown/dist/index.mjs";

const web = fileURLToPath(new URL("../../.web/", import.meta.url));
const addresses = {
  resolveId: (id) => (id.endsWith("?url") ? { id, external: false } : null),
  load: (id) => (id.endsWith("?url") ? 'export default ""' : null), // of a file, in the page's build
};
const bundle = await rolldown({
  plugins: [addresses],
  input: fileURLToPath(new URL(process.argv[2], import.meta.url)),
  moduleTypes: { ".css": "empty" },
  resolve: { alias: { "$/public": `${web}public`, "$/utils": `${web}utils` }, modules: [`${web}node_modules`], mainFields: ["browser", "module", "main"] },
  transform: { jsx: "react-jsx", define: { "process.env.NODE_ENV": '"production"' } },
});
const { output } = await bundle.generate({ format: "iife", codeSplitting: false });
process.stdout.write(output[0].code);
