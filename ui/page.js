/* The page's own script: the reading panel, copying, sample questions, input methods.
   Text from the server arrives as HTML that the server has escaped; everything else is text. */
(function () {
  "use strict";

  var panel, body, opener = null, wanted = 0;

  function address(path) {
    return new URL(path, document.baseURI).toString();
  }

  function build() {
    panel = document.createElement("section");
    panel.id = "reader";
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", "文件原文");
    var bar = document.createElement("div");
    bar.className = "reader-bar";
    var name = document.createElement("span");
    name.textContent = "文件原文";
    var close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.setAttribute("aria-label", "关闭原文");
    close.textContent = "关闭";
    close.addEventListener("click", shut);
    bar.appendChild(name);
    bar.appendChild(close);
    body = document.createElement("div");
    body.className = "reader-body";
    body.setAttribute("tabindex", "-1");
    panel.appendChild(bar);
    panel.appendChild(body);
    document.body.appendChild(panel);
  }

  function say(className, text) {
    body.textContent = "";
    var line = document.createElement("p");
    line.className = className;
    if (className === "failure") line.setAttribute("role", "alert");
    line.textContent = text;
    body.appendChild(line);
  }

  function read(path, query) {
    var url = new URL(address(path));
    Object.keys(query).forEach(function (name) {
      url.searchParams.set(name, query[name]);
    });
    return fetch(url.toString(), { credentials: "same-origin" }).then(
      function (response) {
        return response.json().catch(function () { return {}; }).then(function (found) {
          if (response.ok) return found;
          throw new Error(explain(found) || "服务器返回错误 " + response.status + "，请稍后再试。");
        });
      },
      function () { throw new Error("连接不上服务，请检查网络后再试。"); }
    );
  }

  function explain(found) {
    /* The form of every failure: {"error": {"code", "message"}}, the message in Chinese. */
    return found.error && typeof found.error.message === "string" ? found.error.message : "";
  }

  function open(from, path, query) {
    var turn = ++wanted;
    opener = from;
    document.querySelectorAll("[aria-expanded=true][data-act]").forEach(function (one) {
      one.setAttribute("aria-expanded", "false");
    });
    from.setAttribute("aria-expanded", "true");
    panel.hidden = false;
    document.body.classList.add("reading");
    say("working", "正在打开原文…");
    read(path, query).then(function (found) {
      if (turn !== wanted) return;
      body.innerHTML = found.html;
      settle();
    }).catch(function (error) {
      if (turn !== wanted) return;
      say("failure", error.message);
      body.focus();
    });
  }

  function settle() {
    body.querySelectorAll(".running").forEach(limit);
    var head = body.querySelector("h2");
    if (head) head.focus({ preventScroll: true });
    var mark = body.querySelector("mark");
    var clause = body.querySelector(".clause");
    body.scrollTop = 0;
    if (!mark) return;
    var room = body.clientHeight;
    var top = (clause.offsetHeight < room * 0.6 ? clause : mark).getBoundingClientRect().top
      - body.getBoundingClientRect().top;
    var headHeight = body.querySelector(".document-head").offsetHeight;
    body.scrollTop = Math.max(0, top - headHeight - 40);
  }

  function limit(running) {
    var earlier = running.querySelector("[data-act=earlier]");
    var later = running.querySelector("[data-act=later]");
    earlier.hidden = Number(running.dataset.start) <= 0;
    later.hidden = Number(running.dataset.end) >= Number(running.dataset.length);
  }

  function readOn(button) {
    var running = button.closest(".running");
    var back = button.dataset.act === "earlier";
    var step = 2000;
    var start = Number(running.dataset.start), end = Number(running.dataset.end);
    button.disabled = true;
    read("reader/text", {
      document: running.dataset.document,
      start: back ? Math.max(0, start - step) : end,
      end: back ? start : end + step
    }).then(function (found) {
      var part = running.querySelector(back ? ".running-text.earlier" : ".running-text.later");
      var height = body.scrollHeight;
      if (back) {
        part.textContent = found.text + part.textContent;
        running.dataset.start = found.start;
        body.scrollTop += body.scrollHeight - height;
      } else {
        part.textContent += found.text;
        running.dataset.end = found.end;
      }
      button.disabled = false;
      limit(running);
    }).catch(function (error) {
      button.disabled = false;
      button.textContent = error.message;
    });
  }

  function shut() {
    wanted += 1;
    panel.hidden = true;
    document.body.classList.remove("reading");
    if (opener && document.contains(opener)) {
      opener.setAttribute("aria-expanded", "false");
      opener.focus();
    }
    opener = null;
  }

  function copy(button) {
    var text = button.closest(".reply").querySelector(".copy-text").textContent;
    var done = function (ok) {
      var before = "复制回答与出处";
      button.textContent = ok ? "已复制" : "复制失败，请手动选择";
      setTimeout(function () { button.textContent = before; }, 2000);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(
        function () { done(true); }, function () { done(copyPlainly(text)); }
      );
    } else {
      done(copyPlainly(text));
    }
  }

  function download(button) {
    /* The list is asked for anew: the file holds every row, also those an answer cuts off. */
    var before = button.textContent, kind = button.dataset.format;
    var say = function (text) {
      button.textContent = text;
      setTimeout(function () { button.textContent = before; button.disabled = false; }, 2000);
    };
    button.disabled = true;
    fetch(address("api/duties/export?format=" + kind), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      body: button.dataset.wanted
    }).then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.blob();
    }).then(function (file) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "任务分工." + kind;
      document.body.appendChild(link);
      link.click();
      document.body.removeChild(link);
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      say("已导出");
    }).catch(function () { say("导出失败，请重试"); });
  }

  function copyPlainly(text) {
    /* A bureau's intranet is often http, where the clipboard interface does not exist. */
    var area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    var ok = document.execCommand("copy");
    document.body.removeChild(area);
    return ok;
  }

  function fill(text) {
    var box = document.querySelector("#question textarea, #question input");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(function () { document.querySelector("button#send").click(); }, 60);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-act]") : null;
    if (!button) return;
    var act = button.dataset.act, from = button.dataset;
    if (act === "citation") {
      open(button, "reader/citation", {
        document: from.document, passage: from.passage, start: from.start, end: from.end
      });
    } else if (act === "document") {
      open(button, "reader/document", { document: from.document });
    } else if (act === "documents") {
      open(button, "reader/documents", {});
    } else if (act === "earlier" || act === "later") {
      readOn(button);
    } else if (act === "copy") {
      copy(button);
    } else if (act === "export") {
      download(button);
    } else if (act === "sample") {
      fill(button.textContent);
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel && !panel.hidden) {
      event.preventDefault();
      shut();
    }
    /* Enter that ends a pinyin composition chooses a word; it must not send the question. */
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopImmediatePropagation();
    }
  }, true);

  function follow() {
    /* Keep the end of the answer in view while it grows, unless the reader scrolled up. */
    var last = 0;
    new MutationObserver(function () {
      document.querySelectorAll(".toast-message-text").forEach(translate);
      var live = document.querySelector("#live .exchange");
      if (!live) return;
      var count = document.querySelectorAll("#past .exchange").length;
      if (live.querySelector(".working") && count + 1 !== last) {
        last = count + 1;
        live.scrollIntoView({ block: "start" });
      }
      if (!live.querySelector(".working")) last = 0;
    }).observe(document.body, { childList: true, subtree: true });
  }

  /* Gradio speaks English when the server does not answer; people here read Chinese. */
  var TOLD = [
    [/connection to the server was lost|could not connect|connection errored|failed to fetch/i,
      "与服务器的连接断了，正在重新连接。请稍后再问。"],
    [/reconnect|connection re-?established/i, "已重新连接，可以继续提问。"],
    [/queue is full|too many/i, "现在提问的人很多，请稍等片刻再问。"],
    [/session/i, "页面停留太久，请刷新后再问。"]
  ];

  function translate(text) {
    if (/[\u4e00-\u9fff]/.test(text.textContent)) return;
    var toast = text.closest(".toast-body");
    var wrong = toast.classList.contains("error");
    var found = TOLD.filter(function (pair) { return pair[0].test(text.textContent); })[0];
    text.textContent = found ? found[1] : "出现问题，没有完成。请刷新页面后再试。";
    toast.querySelector(".toast-title").textContent = wrong ? "没有完成" : "提示";
    var working = document.querySelector("#live .working");
    if (working && wrong) {
      working.className = "failure";
      working.setAttribute("role", "alert");
      working.textContent = "没有得到完整的回答。" + text.textContent;
    }
  }

  function start() {
    document.documentElement.lang = "zh-CN";
    build();
    follow();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
