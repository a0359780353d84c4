/* 教策通 website widget. One plain script, no dependency:
 *
 *   <script src="https://assistant.example/widget/policy-assistant.js" defer></script>
 *
 * Attributes of that script element, all optional:
 *   data-server   address of the assistant; default: where this script came from
 *   data-title    heading of the panel; default 教育政策问答
 *   data-region   place that questions are about unless they name another
 *
 * Whatever people or documents wrote is inserted as text, never as HTML. The language is kept
 * to ES2018 and the styles to what Chrome 69 knows.
 */
(function () {
  "use strict";

  var script = document.currentScript;
  var LONGEST = 2000; // characters; the server refuses longer questions
  var REMEMBERED = 12; // earlier turns sent along
  var TIMEOUT = 90000; // milliseconds
  var LAST = ["completeness", "missing"]; // notices that stand below the answer
  var MODEL_LABEL = "由AI生成，仅供参考";
  var VALIDITY = {
    draft: "送审稿", in_force: "现行", not_yet: "尚未施行", expired: "已失效",
    plan_ended: "规划期已满", repealed: "已废止", unknown: "效力未注明"
  };
  var STYLE = [
    ":host{all:initial}",
    "*{box-sizing:border-box;font-family:'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif}",
    "button{cursor:pointer;font-size:15px}",
    "button:focus,textarea:focus,.log:focus{outline:3px solid #1f5fa8;outline-offset:2px}",
    ".launch{position:fixed;z-index:2147483000;right:24px;bottom:24px;width:60px;height:60px;border:0;border-radius:50%;background:#9b1c1c;color:#fff;font-size:15px;font-weight:600;line-height:1.2;box-shadow:0 4px 16px rgba(31,35,40,.28)}",
    ".launch:hover{background:#7f1616}",
    ".panel{position:fixed;z-index:2147483001;right:24px;bottom:24px;width:400px;height:620px;max-height:calc(100vh - 48px);display:flex;flex-direction:column;background:#f7f6f3;color:#1f2328;border:1px solid #dedbd4;border-top:4px solid #9b1c1c;border-radius:8px;overflow:hidden;box-shadow:0 12px 44px rgba(31,35,40,.25)}",
    ".panel[hidden],.launch[hidden],.clause[hidden]{display:none}",
    ".head{display:flex;align-items:center;padding:12px 16px;background:#fff;border-bottom:1px solid #dedbd4}",
    ".head div{flex:1;min-width:0}",
    "h2{margin:0;font-size:17px;line-height:1.4;font-weight:700}",
    ".head p{margin:0;font-size:12.5px;line-height:1.5;color:#555c66}",
    ".close{background:#fff;color:#9b1c1c;border:1px solid #d9c3bf;border-radius:4px;padding:5px 12px;font-size:14px}",
    ".log{flex:1;overflow-y:auto;padding:14px 16px;font-size:15.5px;line-height:1.85;word-wrap:break-word;overflow-wrap:anywhere}",
    ".asked{margin:0 0 10px auto;width:-webkit-fit-content;width:fit-content;max-width:88%;padding:7px 13px;background:#e8e4dc;border-radius:9px 9px 2px 9px;white-space:pre-wrap}",
    ".reply{margin:0 0 20px;padding:12px 14px;background:#fff;border:1px solid #dedbd4;border-radius:7px}",
    ".reply p{margin:0 0 8px;white-space:pre-line}",
    ".hello{margin:0 0 16px;color:#555c66}",
    ".notice{padding:6px 10px;font-size:14px;line-height:1.7;background:#f5f3ee;border-left:3px solid #a8a296;color:#43474d}",
    ".notice.validity,.notice.caution{background:#fdf3e1;border-left-color:#a35a00;color:#6b3d00}",
    ".notice.model_fallback{background:#eef4fb;border-left-color:#1f5fa8;color:#1d4370}",
    ".failure{padding:9px 12px;background:#fdf4f2;border:1px solid #e0b4ae;border-left:4px solid #9b1c1c;color:#6d1414}",
    ".failure strong{display:block}",
    ".working{color:#555c66}",
    ".marker{margin:0 0 0 4px;padding:1px 5px;border:0;border-radius:4px;background:#f8eeec;color:#9b1c1c;font-size:13px;font-weight:600}",
    ".marker[aria-expanded=true],.marker:hover{background:#9b1c1c;color:#fff}",
    ".clause{margin:0 0 12px;padding:9px 12px;background:#fbf7ef;border-left:3px solid #9b1c1c;font-size:14.5px;line-height:1.8}",
    ".clause .title{font-weight:600}",
    ".clause .place{color:#555c66;font-size:13.5px}",
    ".clause p{margin:0 0 4px}",
    ".clause .text{max-height:230px;overflow-y:auto;margin:6px 0 0;white-space:pre-wrap}",
    "mark{background:#ffe9a8;color:inherit}",
    ".badge{display:inline-block;margin-left:6px;padding:0 6px;font-size:12.5px;font-weight:500;border:1px solid #cfcbc2;border-radius:3px;background:#f1f0ec;color:#4b5058}",
    ".badge.in_force{color:#1c5f35;background:#eef6f0;border-color:#b9d8c4}",
    ".badge.draft,.badge.not_yet{color:#7a4300;background:#fdf3e1;border-color:#e6c690}",
    ".badge.expired,.badge.repealed{color:#6d1414;background:#fbeeec;border-color:#e0b4ae}",
    ".group{margin:14px 0 6px;font-size:15px;line-height:1.6;font-weight:700;color:#9b1c1c}",
    ".table{margin:10px 0 0;border-top:1px solid #dedbd4}",
    ".table dl{margin:0 0 8px}",
    ".table dt{margin:6px 0 0;font-size:13.5px;line-height:1.6;font-weight:600;color:#3a4048}",
    ".table dd{margin:0;font-size:14.5px;white-space:pre-line}",
    ".table dd.silent{color:#555c66}",
    ".save{margin:8px 8px 0 0;padding:4px 12px;background:#fff;color:#9b1c1c;border:1px solid #d9c3bf;border-radius:4px;font-size:14px}",
    ".nearest{margin:10px 0 4px;font-size:13.5px;color:#555c66}",
    ".near{display:block;width:100%;margin:0 0 6px;padding:5px 8px;text-align:left;background:#f8eeec;color:#7f1616;border:0;border-radius:4px;font-size:14px;line-height:1.6}",
    ".model{display:inline-block;padding:0 8px;font-size:13px;color:#1d4370;background:#eef4fb;border:1px solid #bcd0e6;border-radius:3px}",
    "form{display:flex;align-items:flex-end;padding:10px 12px;background:#fff;border-top:1px solid #dedbd4}",
    "textarea{flex:1;min-width:0;height:44px;margin:0 8px 0 0;padding:9px 11px;resize:none;font-size:15.5px;line-height:1.5;color:#1f2328;background:#fff;border:1px solid #8f897d;border-radius:5px}",
    "textarea::placeholder{color:#6b717a;opacity:1}",
    ".send{height:44px;padding:0 18px;border:0;border-radius:5px;background:#9b1c1c;color:#fff;font-weight:600}",
    ".send:hover{background:#7f1616}",
    ".send[disabled]{background:#6b717a;cursor:default}",
    ".unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap}",
    "@media(max-width:480px){.panel{right:0;left:0;bottom:0;width:auto;height:88vh;max-height:none;border-radius:10px 10px 0 0}.launch{right:16px;bottom:16px}}"
  ].join("\n");

  function option(name, otherwise) {
    return (script && script.getAttribute("data-" + name)) || otherwise;
  }

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

  function start() {
    var origin = script && script.src ? new URL(script.src).origin : window.location.origin;
    var server = option("server", origin).replace(/\/+$/, "");
    var title = option("title", "教育政策问答");
    var region = option("region", null);
    var history = [];
    var busy = false;
    var count = 0;

    var host = add(document.body, document.createElement("policy-assistant"));
    host.setAttribute("lang", "zh-CN");
    var root = host.attachShadow({ mode: "open" });
    add(root, make("style", "", STYLE));

    var launch = add(root, make("button", "launch", "问政策"));
    launch.setAttribute("aria-haspopup", "dialog");
    launch.setAttribute("aria-expanded", "false");
    launch.setAttribute("aria-label", "打开" + title);

    var panel = add(root, make("section", "panel"));
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", "title");
    var head = add(panel, make("div", "head"));
    var names = add(head, make("div"));
    add(names, make("h2", "", title)).id = "title";
    add(names, make("p", "", "每句话都有条文出处，点编号看原文"));
    var close = add(head, make("button", "close", "关闭"));
    var log = add(panel, make("div", "log"));
    log.setAttribute("tabindex", "0");
    log.setAttribute("role", "region");
    log.setAttribute("aria-label", "问答记录");
    add(log, make("p", "hello", "您好，请直接提问。回答只来自已收录的政策文件。"));
    var status = add(panel, make("div", "unseen"));
    status.setAttribute("role", "status");
    var form = add(panel, make("form"));
    var box = add(form, make("textarea"));
    box.setAttribute("aria-label", "问题");
    box.setAttribute("rows", "1");
    box.placeholder = "请输入问题";
    var send = add(form, make("button", "send", "提问"));
    send.type = "submit";

    function open() {
      panel.hidden = false;
      launch.hidden = true;
      launch.setAttribute("aria-expanded", "true");
      box.focus();
    }

    function shut() {
      panel.hidden = true;
      launch.hidden = false;
      launch.setAttribute("aria-expanded", "false");
      launch.focus();
    }

    launch.addEventListener("click", open);
    close.addEventListener("click", shut);
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        shut();
      }
    });
    box.addEventListener("keydown", function (event) {
      /* Enter that ends a pinyin composition (keyCode 229) must not send. */
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      submit();
    });

    function submit() {
      var text = box.value.trim();
      if (busy) return;
      if (!text) {
        status.textContent = "请输入问题。";
        box.placeholder = "请输入问题";
        box.focus();
        return;
      }
      add(log, make("p", "asked", text));
      var reply = add(log, make("div", "reply"));
      if (text.length > LONGEST) {
        fail(reply, "问题太长（" + text.length + " 字），请缩短到 " + LONGEST + " 字以内再问。");
        return;
      }
      busy = true;
      send.disabled = true;
      add(reply, make("p", "working", "正在查找条文…"));
      status.textContent = "正在查找条文";
      reply.scrollIntoView({ block: "nearest" });
      request(text).then(function (found) {
        box.value = "";
        reply.textContent = "";
        show(reply, found);
        history.push({ user: text, assistant: found.answer });
        history = history.slice(-REMEMBERED);
        status.textContent = found.refused
          ? "没有找到依据" : "回答完毕，出处 " + found.citations.length + " 处";
        reply.previousElementSibling.scrollIntoView({ block: "start" });
      }).catch(function (error) {
        fail(reply, error.message);
      }).then(function () {
        busy = false;
        send.disabled = false;
      });
    }

    function fail(reply, message) {
      reply.textContent = "";
      var failure = add(reply, make("div", "failure"));
      failure.setAttribute("role", "alert");
      add(failure, make("strong", "", "没有完成"));
      add(failure, make("span", "", message));
      status.textContent = "";
      reply.scrollIntoView({ block: "nearest" });
    }

    function request(text) {
      var stop = typeof AbortController === "function" ? new AbortController() : null;
      var timer = setTimeout(function () { if (stop) stop.abort(); }, TIMEOUT);
      return fetch(server + "/api/answer", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question: text, history: history, region: region }),
        credentials: "omit",
        signal: stop ? stop.signal : undefined
      }).then(function (response) {
        return response.json().catch(function () { return {}; }).then(function (found) {
          if (response.ok && Array.isArray(found.statements)) return found;
          throw { told: explain(found) || "服务器返回错误 " + response.status + "，请稍后再试。" };
        });
      }).then(function (found) {
        clearTimeout(timer);
        return found;
      }, function (error) {
        clearTimeout(timer);
        if (error && error.told) throw new Error(error.told);
        if (error && error.name === "AbortError") throw new Error("等待太久，没有得到回答。请稍后再试。");
        throw new Error("连接不上问答服务，请检查网络后再试。");
      });
    }

    function explain(found) {
      /* The form of every failure: {"error": {"code", "message"}}, the message in Chinese. */
      return found.error && typeof found.error.message === "string" ? found.error.message : "";
    }

    function show(reply, found) {
      var byNumber = {};
      found.citations.forEach(function (one) { byNumber[one.number] = one; });
      found.notices.forEach(function (one) {
        if (LAST.indexOf(one.kind) < 0 && one.kind !== "model_written") notice(reply, one);
      });
      if (found.refused) {
        add(reply, make("p", "", found.answer));
        if (found.citations.length) add(reply, make("p", "nearest", "最接近的条文（不构成回答）"));
        found.citations.forEach(function (one) {
          var near = add(reply, make("button", "near", one.title + "　" + one.label));
          expand(near, one, reply);
        });
      }
      var group = "";
      found.statements.forEach(function (statement) {
        if (statement.group && statement.group !== group) {
          group = statement.group;
          add(reply, make("h3", "group", group));
        }
        var line = add(reply, make("p", "", statement.text));
        mark(line, statement.citations, byNumber, reply);
      });
      if (found.table) tabulate(reply, found.table, byNumber);
      found.notices.forEach(function (one) {
        if (LAST.indexOf(one.kind) >= 0) notice(reply, one);
      });
      if (found.duties) saveAs(reply, found.duties);
      if (found.written_by_model) add(reply, make("span", "model", MODEL_LABEL));
    }

    function mark(line, numbers, byNumber, reply) {
      numbers.forEach(function (number) {
        var marker = add(line, make("button", "marker", "[" + number + "]"));
        var one = byNumber[number];
        marker.setAttribute("aria-label", "查看出处 " + number + "：《" + one.title + "》" + one.label);
        expand(marker, one, reply);
      });
    }

    function tabulate(reply, table, byNumber) {
      /* The panel is too narrow for columns: per aspect a list of what each document says. */
      var box = add(reply, make("div", "table"));
      table.rows.forEach(function (row) {
        add(box, make("h3", "group", row.aspect));
        var list = add(box, make("dl"));
        row.cells.forEach(function (cell, place) {
          add(list, make("dt", "", table.columns[place]));
          var said = add(list, make("dd", cell.citations.length ? "" : "silent", cell.text));
          mark(said, cell.citations, byNumber, reply);
        });
      });
    }

    function saveAs(reply, wanted) {
      [["xlsx", "导出 Excel"], ["csv", "导出 CSV"]].forEach(function (pair) {
        var button = add(reply, make("button", "save", pair[1]));
        button.addEventListener("click", function () { download(button, pair[0], wanted); });
      });
    }

    function download(button, kind, wanted) {
      var before = button.textContent;
      button.disabled = true;
      fetch(server + "/api/duties/export?format=" + kind, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(wanted),
        credentials: "omit"
      }).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.blob();
      }).then(function (file) {
        var link = add(document.body, document.createElement("a"));
        link.href = URL.createObjectURL(file);
        link.download = "任务分工." + kind;
        link.click();
        document.body.removeChild(link);
        setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
        button.textContent = "已导出";
      }).catch(function () {
        button.textContent = "导出失败，请重试";
      }).then(function () {
        setTimeout(function () { button.textContent = before; button.disabled = false; }, 2000);
      });
    }

    function notice(reply, one) {
      add(reply, make("p", "notice " + one.kind, one.text)).setAttribute("role", "note");
    }

    function expand(button, one, reply) {
      var clause = add(reply, make("div", "clause"));
      count += 1;
      clause.id = "clause-" + count;
      clause.hidden = true;
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", clause.id);
      button.addEventListener("click", function () {
        if (!clause.firstChild) fill(clause, one);
        clause.hidden = !clause.hidden;
        button.setAttribute("aria-expanded", clause.hidden ? "false" : "true");
        if (!clause.hidden) clause.scrollIntoView({ block: "nearest" });
      });
    }

    function fill(clause, one) {
      var name = add(clause, make("p", "title", one.title));
      add(name, make("span", "badge " + one.validity, VALIDITY[one.validity] || VALIDITY.unknown));
      var page = one.page ? "第" + one.page + "页" : "";
      var place = [one.document_number, one.label, one.heading, page].filter(Boolean).join("　");
      add(clause, make("p", "place", place));
      if (one.validity_note) add(clause, make("p", "place", one.validity_note));
      if (one.read_by_ocr) add(clause, make("p", "place", "扫描件识别，请核对原件"));
      var text = add(clause, make("div", "text"));
      text.setAttribute("tabindex", "0");
      text.setAttribute("role", "group");
      text.setAttribute("aria-label", "条款全文");
      var at = one.text.indexOf(one.quote);
      if (at < 0) {
        text.textContent = one.text;
        return;
      }
      add(text, document.createTextNode(one.text.slice(0, at)));
      add(text, make("mark", "", one.quote));
      add(text, document.createTextNode(one.text.slice(at + one.quote.length)));
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
