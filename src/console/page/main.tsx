import "./style/base.css";
import "./style/frame.css";
import "./style/controls.css";
import "./style/outcomes.css";
import "./style/lists.css";
import "./style/execution.css";
import "./style/picture.css";
import "./style/charts.css";
import "./style/narrow.css";
import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("console");
if (root !== null) render(<App />, root);
