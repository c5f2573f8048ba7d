using System.CommandLine;
using System.Globalization;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Rollouts;

namespace Garita.Cli.Rollouts;

/// <summary><c>garita rollout rules …</c>: who must approve rollouts, and changes of these rules.</summary>
internal static class ApprovalCommands
{
    private const string Changes = "api/v1/approvals/changes/";

    public static Command Create() =>
        new Command("rules", "Who must approve rollouts").With(CreateShow(), CreatePropose(), CreateApprove());

    private static Command CreateShow() => new Command("show", "The rules in force").Does(async (session, stop) =>
    {
        using ApiClient api = session.OpenApi();
        ApprovalRules rules = await api.GetAsync<ApprovalRules>("api/v1/approvals", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(rules);
            return;
        }

        Print(session.Terminal, rules);
    });

    private static Command CreatePropose()
    {
        Option<string[]> need = new("--need") { Description = "A role and how many, such as release=1" };
        Option<string[]> role = new("--role") { Description = "An operator and a role, such as ana=release" };
        return new Command("propose", "Propose rules in place of all there are; in force at once where there are none")
            .With(need, role).Does(async (session, stop) =>
            {
                Dictionary<string, int> needed = Pairs(session.Get(need)!).ToDictionary(
                    pair => pair.Key, pair => int.TryParse(
                        pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0);
                Dictionary<string, string> roles = Pairs(session.Get(role)!)
                    .GroupBy(pair => "operator:" + pair.Key)
                    .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(pair => pair.Value)));
                using ApiClient api = session.OpenApi();
                Print(session.Terminal, await api.SendAsync<ApprovalChangeView>(
                    HttpMethod.Post, Changes.TrimEnd('/'), new ApprovalRules(needed, roles), stop));
            });
    }

    private static Command CreateApprove()
    {
        Argument<long> id = new("ID") { Description = "The change's number" };
        Option<string> role = new("--as") { Description = "The role in which you approve", Required = true };
        Option<string> digest = new("--digest") { Description = "The content you saw", Required = true };
        return new Command("approve", "Approve a change of the rules").With(id, role, digest)
            .Does(async (session, stop) =>
            {
                using ApiClient api = session.OpenApi();
                string path = Changes + session.Get(id).ToString(CultureInfo.InvariantCulture);
                Print(session.Terminal, await api.SendAsync<ApprovalChangeView>(
                    HttpMethod.Post, path + "/approve",
                    new ApproveRequest(session.Get(digest)!, session.Get(role)!), stop));
            });
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string[] given)
    {
        foreach (string pair in given)
        {
            int cut = pair.IndexOf('=', StringComparison.Ordinal);
            yield return cut > 0
                ? new KeyValuePair<string, string>(pair[..cut], pair[(cut + 1)..])
                : throw new CliException(ExitCode.Usage, $"'{pair}' is not of the form name=value");
        }
    }

    private static void Print(Terminal terminal, ApprovalChangeView change)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(change);
            return;
        }

        FieldsView fields = new(terminal);
        fields.Write("change", change.Id.ToString(CultureInfo.InvariantCulture));
        fields.Write("digest", change.Digest);
        fields.Write("in force", change.Made?.ToString("u", CultureInfo.InvariantCulture) ?? "waits for approvals");
        Print(terminal, change.Rules);
        if (change.Made is null)
        {
            terminal.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"others approve it: garita rollout rules approve {change.Id} --as ROLE --digest {change.Digest}"));
        }
    }

    private static void Print(Terminal terminal, ApprovalRules rules)
    {
        FieldsView fields = new(terminal);
        if (rules.Needed.Count == 0)
        {
            fields.Write("needs", "nobody's approval");
        }

        foreach ((string role, int count) in rules.Needed)
        {
            fields.Write("needs " + role, count.ToString(CultureInfo.InvariantCulture));
        }

        foreach ((string person, string roles) in rules.Roles)
        {
            fields.Write(person, roles);
        }
    }
}
