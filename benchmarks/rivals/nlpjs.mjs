// nlp.js, trained and asked as its manual shows. Run in the folder that holds node_modules.
//   node nlpjs.mjs train WORDINGS.json MODEL   one [text, name] pair after the other
//   node nlpjs.mjs serve MODEL                 one JSON text a line in, one JSON [name] a line out
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { NlpManager } = createRequire(`${process.cwd()}/`)('node-nlp');
const [what, ...files] = process.argv.slice(2);
const manager = new NlpManager({ languages: ['en'], autoSave: false, nlu: { useNoneFeature: true, log: false }, forceNER: false });

if (what === 'train') {
  for (const [text, name] of JSON.parse(readFileSync(files[0], 'utf8'))) manager.addDocument('en', text, name);
  await manager.train();
  manager.save(files[1]);
} else {
  manager.load(files[0]);
  await manager.process('en', 'hello');
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const { intent } = await manager.process('en', JSON.parse(line));
    console.log(JSON.stringify([intent]));
  }
}
