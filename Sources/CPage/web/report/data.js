// What the page carries.

const report = JSON.parse(byID("report-data").textContent);
