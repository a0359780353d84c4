/* The self-check beside the chat: a form of what matters for a place, and the benefits checked
   condition by condition. What is said stays in this page and is sent only to be checked.
   Whatever people or documents wrote is inserted as text, never as HTML. */
(function () {
  "use strict";

  var GROUPS = ["符合", "还差什么", "不符合", "无法判断"];
  var TOLD = {
    "符合": "按您所说，条件都符合",
    "还差什么": "还要您补充下面的情况才能判断",
    "不符合": "按您所说，有条件不符合",
    "无法判断": "要由主管部门判断"
  };
  var FIRST = ["不符合", "无法判断", "符合"]; // what stands in the way is read first
  var MARKS = { "符合": "✓", "不符合": "✗", "无法判断": "?" };
  var panel, body, form, results, status, opener = null, turn = 0, timer = 0;
  var profile = {}, shown = "", places = null;
  var seen = {}, openMore = false; // questions shown for this place
  var FACTS = 4; // questions by yes or no that are shown at once

  function make(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    if (tag === "button") made.type = "button";
    return made;
  }

  function add(parent, child) {
    parent.appendChild(child);
    return child;
  }

  function empty(name) {
    var value = profile[name];
    return value === undefined || value === null || value === "";
  }

  function said(name) {
    return profile.facts ? profile.facts[name] : undefined;
  }

  function request(path, sent) {
    var url = new URL(path, document.baseURI).toString();
    var options = { credentials: "same-origin" };
    if (sent) {
      options.method = "POST";
      options.headers = { "Content-Type": "application/json" };
      options.body = JSON.stringify(sent);
    }
    return fetch(url, options).then(function (response) {
      if (response.ok) return response;
      return response.json().catch(function () { return {}; }).then(function (found) {
        var told = found.error && found.error.message;
        throw new Error(told || "服务器返回错误 " + response.status + "，请稍后再试。");
      });
    }, function () { throw new Error("连接不上服务，请检查网络后再试。"); });
  }

  function build() {
    panel = make("section");
    panel.id = "selfcheck";
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", "selfcheck-title");
    var bar = add(panel, make("div", "check-bar"));
    var title = add(bar, make("h2", "", "待遇自查"));
    title.id = "selfcheck-title";
    title.setAttribute("tabindex", "-1");
    var close = add(bar, make("button", "plain", "关闭"));
    close.setAttribute("aria-label", "关闭待遇自查");
    close.addEventListener("click", shut);
    body = add(panel, make("div", "check-body"));
    add(body, make("p", "check-about",
      "选好地区，填您知道的就行，不知道的可以空着。逐条对照文件里的条件，以主管部门的审核为准。填写的内容不会保存。"));
    form = add(body, make("form"));
    form.setAttribute("aria-label", "您的情况");
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    status = add(body, make("p", "check-status"));
    status.setAttribute("role", "status");
    results = add(body, make("div", "check-results"));
    document.body.appendChild(panel);
  }

  function open(from) {
    opener = from;
    panel.hidden = false;
    from.setAttribute("aria-expanded", "true");
    document.body.classList.add("checking");
    cover(window.matchMedia("(max-width: 760px)").matches);
    panel.querySelector("h2").focus({ preventScroll: true });
    if (places) return;
    status.textContent = "正在读取已收录的地区…";
    request("api/selfcheck/places").then(function (response) {
      return response.json();
    }).then(function (found) {
      places = found.places;
      askPlace();
    }).catch(fail);
  }

  function shut() {
    panel.hidden = true;
    document.body.classList.remove("checking");
    cover(false);
    if (opener && document.contains(opener)) {
      opener.setAttribute("aria-expanded", "false");
      opener.focus();
    }
  }

  function cover(whole) {
    /* On a phone the panel covers the page, which the keyboard must not reach then. */
    var page = document.querySelector(".gradio-container");
    if (whole) page.setAttribute("inert", "");
    else page.removeAttribute("inert");
  }

  function fail(error) {
    status.textContent = "";
    results.textContent = "";
    var line = add(results, make("p", "check-failure", error.message));
    line.setAttribute("role", "alert");
  }

  function askPlace() {
    form.textContent = "";
    shown = "";
    if (!places.length) {
      status.textContent = "已收录的文件都没有写明地区，暂时不能自查。";
      return;
    }
    var select = choose(form, "region", "地区", places.map(function (place) {
      return { value: place, name: place };
    }));
    var chosen = document.querySelector("#region input");
    if (chosen && places.indexOf(chosen.value) >= 0) select.value = chosen.value;
    else if (places.length === 1) select.value = places[0];
    add(form, make("div", "check-fields"));
    if (select.value) say("region", select.value);
    else status.textContent = "请先选择您任教的地区。";
  }

  function say(name, value) {
    profile[name] = value === "" ? null : value;
    if (name === "region") {
      profile.city = null;
      seen = {};
    }
    plan();
  }

  function sayFact(name, value) {
    profile.facts = profile.facts || {};
    if (value === null) delete profile.facts[name];
    else profile.facts[name] = value;
    plan();
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(check, 200);
  }

  function sent() {
    var copy = {};
    Object.keys(profile).forEach(function (name) {
      if (!empty(name)) copy[name] = profile[name];
    });
    return copy;
  }

  function check() {
    var mine = ++turn;
    if (empty("region")) {
      form.querySelector(".check-fields").textContent = "";
      shown = "";
      results.textContent = "";
      status.textContent = "请先选择您任教的地区。";
      return;
    }
    status.textContent = "正在对照…";
    results.setAttribute("aria-busy", "true");
    request("api/selfcheck", sent()).then(function (response) {
      return response.json();
    }).then(function (found) {
      if (mine !== turn) return;
      results.removeAttribute("aria-busy");
      ask(found.depends_on);
      tell(found);
    }).catch(function (error) {
      if (mine === turn) fail(error);
    });
  }

  /* the form */

  function ask(questions) {
    var wanted = questions.filter(function (one) { return one.kind !== "yes_no" || one.short; });
    wanted.forEach(function (one) { seen[one.name] = one; });
    Object.keys(seen).forEach(function (name) { /* what is said can still be changed */
      var asked = wanted.some(function (one) { return one.name === name; });
      if (!asked && (!empty(name) || said(name) !== undefined)) wanted.push(seen[name]);
    });
    var names = wanted.map(function (one) { return one.name; }).join("\n");
    if (names === shown) return;
    var held = document.activeElement && document.activeElement.id;
    fill(form.querySelector(".check-fields"), wanted);
    shown = names;
    if (held && held.indexOf("check-") === 0 && document.getElementById(held)) {
      document.getElementById(held).focus({ preventScroll: true });
    }
  }

  function fill(box, wanted) {
    box.textContent = "";
    wanted.forEach(function (one) {
      if (one.name === "posts") several(box, one);
      else if (one.kind === "choice") choose(box, one.name, one.short, one.options);
      else if (one.kind === "number") count(box, one);
    });
    var facts = wanted.filter(function (one) { return one.kind === "yes_no"; });
    facts.sort(function (a, b) { return answered(b) - answered(a) || b.benefits - a.benefits; });
    facts.slice(0, FACTS).forEach(function (one) { decide(box, one); });
    if (facts.length <= FACTS) return;
    var more = add(box, make("details", "check-field wide"));
    more.open = openMore;
    more.addEventListener("toggle", function () { openMore = more.open; });
    add(more, make("summary", "", "还有 " + (facts.length - FACTS) + " 个问题"));
    facts.slice(FACTS).forEach(function (one) { decide(more, one); });
  }

  function answered(one) {
    return said(one.name) === undefined ? 0 : 1;
  }

  function label(parent, name, text, className) {
    var row = add(parent, make("div", "check-field" + (className || "")));
    var made = add(row, make("label", "", text));
    made.htmlFor = "check-" + name;
    return row;
  }

  function choose(parent, name, text, options) {
    var row = label(parent, name, text);
    var select = add(row, make("select"));
    select.id = "check-" + name;
    add(select, make("option", "", name === "region" ? "请选择" : "不清楚或没有说明")).value = "";
    options.forEach(function (one) {
      add(select, make("option", "", one.name)).value = one.value;
    });
    if (!empty(name)) select.value = profile[name];
    select.addEventListener("change", function () { say(name, select.value); });
    return select;
  }

  function count(parent, one) {
    var row = label(parent, one.name, one.short);
    var input = add(row, make("input"));
    input.type = "number";
    input.min = "0";
    input.max = one.name === "age" ? "120" : "70";
    input.setAttribute("inputmode", "numeric");
    input.id = "check-" + one.name;
    input.placeholder = "不填就是没有说明";
    if (!empty(one.name)) input.value = profile[one.name];
    input.addEventListener("input", function () {
      var number = input.value === "" ? null : Math.round(Number(input.value));
      var wrong = number !== null && !(number >= Number(input.min) && number <= Number(input.max));
      input.setAttribute("aria-invalid", wrong ? "true" : "false");
      if (!wrong) say(one.name, number);
    });
  }

  function several(parent, one) {
    var set = add(parent, make("fieldset", "check-field wide"));
    add(set, make("legend", "", one.short + "（可以多选）"));
    one.options.forEach(function (option) {
      var made = add(set, make("label", "check-tick"));
      var box = add(made, make("input"));
      box.type = "checkbox";
      box.id = "check-posts-" + option.value;
      box.checked = (profile.posts || []).indexOf(option.value) >= 0;
      box.addEventListener("change", function () {
        var held = (profile.posts || []).filter(function (each) { return each !== option.value; });
        if (box.checked) held.push(option.value);
        profile.posts = held.length ? held : null;
        plan();
      });
      add(made, document.createTextNode(option.name));
    });
  }

  function decide(parent, one) {
    var set = add(parent, make("fieldset", "check-field wide fact"));
    add(set, make("legend", "", one.question));
    [["是", true], ["否", false], ["不清楚", null]].forEach(function (pair, number) {
      var made = add(set, make("label", "check-tick"));
      var radio = add(made, make("input"));
      var known = said(one.name);
      radio.type = "radio";
      radio.name = "check-" + one.name;
      radio.id = "check-" + one.name + "-" + number;
      radio.checked = known === undefined ? pair[1] === null : known === pair[1];
      radio.addEventListener("change", function () { sayFact(one.name, pair[1]); });
      add(made, document.createTextNode(pair[0]));
    });
  }

  /* the results */

  function tell(found) {
    var held = document.activeElement && document.activeElement.dataset
      ? document.activeElement.dataset.answers : "";
    var questions = {};
    found.depends_on.forEach(function (one) { questions[one.name] = one; });
    results.textContent = "";
    var counts = GROUPS.map(function (group) {
      var number = found.results.filter(function (one) { return one.group === group; }).length;
      return number ? group + " " + number + " 项" : "";
    }).filter(Boolean);
    status.textContent = counts.length
      ? "共 " + found.results.length + " 项：" + counts.join("、") + "。"
      : "收录的文件里没有找到给教师个人的待遇条款。";
    GROUPS.forEach(function (group) {
      var listed = found.results.filter(function (one) { return one.group === group; });
      if (!listed.length) return;
      var head = add(results, make("h3", "check-group", group + "（" + listed.length + " 项）"));
      add(head, make("span", "", TOLD[group]));
      listed.forEach(function (one) { show(one, found.citations, questions); });
    });
    if (found.ended.length) {
      add(results, make("p", "check-ended", "已失效或废止、没有对照的文件："
        + found.ended.map(function (title) { return "《" + title + "》"; }).join("、")));
    }
    if (found.results.length) actions();
    if (held) {
      var again = results.querySelector('[data-answers="' + CSS.escape(held) + '"]');
      (again || panel.querySelector("h2")).focus({ preventScroll: true });
    }
  }

  function show(one, citations, questions) {
    var card = add(results, make("article", "check-card"));
    var head = add(card, make("h4", "", one.name));
    if (one.amount) add(head, make("strong", "", one.amount));
    var source = citations[one.citation - 1];
    var line = add(card, make("p", "check-source"));
    cite(line, source, "《" + source.title + "》" + source.label);
    add(line, make("span", "badge badge-" + source.validity, one.validity));
    add(card, make("blockquote", "", source.quote.trim()));
    if (source.validity !== "in_force" && source.validity_note) {
      add(card, make("p", "check-note warn", source.validity_note));
    }
    if (one.note) add(card, make("p", "check-note", one.note));
    if (one.conditions.length) {
      var list = add(card, make("ul", "check-conditions"));
      one.conditions.slice().sort(function (a, b) {
        return FIRST.indexOf(a.verdict) - FIRST.indexOf(b.verdict);
      }).forEach(function (condition) {
        explain(list, condition, source, citations, questions);
      });
    } else {
      add(card, make("p", "check-note", "条文没有另写条件。"));
    }
    if (one.ask) add(card, make("p", "check-ask", "问谁：" + one.ask));
  }

  function cite(parent, citation, text) {
    var button = add(parent, make("button", "check-cite", text));
    button.dataset.act = "citation";
    button.dataset.document = citation.document_id;
    button.dataset.passage = citation.passage_id;
    button.dataset.start = citation.start;
    button.dataset.end = citation.end;
    button.setAttribute("aria-label", "查看原文：《" + citation.title + "》" + citation.label);
  }

  function explain(list, condition, source, citations, questions) {
    var state = { "符合": "met", "不符合": "unmet" }[condition.verdict] || "open";
    var line = add(list, make("li", state));
    var mark = add(line, make("span", "check-verdict", MARKS[condition.verdict] + " " + condition.verdict));
    mark.setAttribute("data-verdict", condition.verdict);
    add(line, make("span", "check-words", "“" + condition.words + "”"));
    var why = add(line, make("span", "check-why", condition.reason));
    var from = citations[condition.citation - 1];
    if (from.passage_id !== source.passage_id) cite(why, from, from.label);
    var question = questions[condition.asks];
    if (state !== "open" || !question) return;
    if (question.kind === "yes_no") answer(line, question);
    else point(line, question);
  }

  function answer(line, question) {
    var row = add(line, make("span", "check-answer"));
    if (question.question.indexOf("您有没有") === 0) {
      add(row, make("span", "check-question", question.question));
    }
    var no = question.question.indexOf("您有没有") === 0;
    [[no ? "有" : "是", true], [no ? "没有" : "否", false]].forEach(function (pair) {
      var button = add(row, make("button", "plain", pair[0]));
      button.setAttribute("aria-label", question.question + pair[0]);
      button.dataset.answers = question.name + pair[0];
      button.addEventListener("click", function () { sayFact(question.name, pair[1]); });
    });
  }

  function point(line, question) {
    var button = add(line, make("button", "plain", "填写" + question.short.replace(/（.*）/, "")));
    button.addEventListener("click", function () {
      var target = document.getElementById("check-" + question.name)
        || document.getElementById("check-posts-class_teacher");
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    });
  }

  function actions() {
    var row = add(results, make("div", "check-actions"));
    [["xlsx", "导出 Excel"], ["csv", "导出 CSV"]].forEach(function (pair) {
      var button = add(row, make("button", "plain", pair[1]));
      button.addEventListener("click", function () { download(button, pair[0]); });
    });
    add(row, make("button", "plain", "打印")).addEventListener("click", function () { window.print(); });
    add(row, make("button", "plain", "清空重填")).addEventListener("click", function () {
      profile = {};
      seen = {};
      results.textContent = "";
      askPlace();
      body.scrollTop = 0;
      document.getElementById("check-region").focus();
    });
  }

  function download(button, kind) {
    var before = button.textContent;
    var told = function (text) {
      button.textContent = text;
      setTimeout(function () { button.textContent = before; button.disabled = false; }, 2000);
    };
    button.disabled = true;
    request("api/selfcheck/export?format=" + kind, sent()).then(function (response) {
      return response.blob();
    }).then(function (file) {
      var link = make("a");
      link.href = URL.createObjectURL(file);
      link.download = "待遇自查." + kind;
      add(document.body, link).click();
      document.body.removeChild(link);
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      told("已导出");
    }).catch(function () { told("导出失败，请重试"); });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-act=selfcheck]") : null;
    if (!button) return;
    if (panel.hidden) open(button);
    else shut();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.defaultPrevented || !panel || panel.hidden) return;
    event.preventDefault();
    shut();
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", build);
  else build();
})();
