using System.CommandLine;
using Garita.Cli.Api;
using Garita.Contracts.Api.Policy;

namespace Garita.Cli.Commands;

/// <summary><c>garita policy …</c>: who may say what to whom.</summary>
public static class PolicyCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("policy", "The policy: check, explain, reload").With(
        CreateCheck(),
        CreateExplain(),
        new Command("show", "Print the policy in force").Does(ShowAsync),
        new Command("reload", "Load the policy file again and judge everything that is open").Does(ReloadAsync));

    private static Command CreateCheck()
    {
        Argument<string> file = new("FILE") { Description = "The policy file" };
        return new Command("check", "Say whether a policy file could be loaded; changes nothing").With(file)
            .Does(async (session, stop) =>
            {
                string path = session.Get(file);
                string text = await ReadAsync(path, stop);
                PolicyCheckResult result = await CheckAsync(session, new PolicyCheckRequest(text, path), stop);
                Print(session, path, result);
            });
    }

    // A server that does not start because of its policy cannot be asked what is wrong with it.
    private static async Task<PolicyCheckResult> CheckAsync(
        CliSession session, PolicyCheckRequest request, CancellationToken stop)
    {
        try
        {
            using ApiClient api = session.OpenApi();
            return await api.SendAsync<PolicyCheckResult>(HttpMethod.Post, "api/v1/policy/check", request, stop);
        }
        catch (CliException refusal) when (refusal.Code is ExitCode.Usage or ExitCode.Unreachable)
        {
            session.Terminal.Note("no server was asked: checked as this program understands it");
            Broker.Access.PolicyParseResult read = Broker.Access.AccessPolicy.Parse(request.Text, request.FileName!);
            return new PolicyCheckResult(
                read.Policy is not null,
                    [.. read.Errors.Select(error => new PolicyProblem(error.Line, error.Message))]);
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            return await File.ReadAllTextAsync(path, stop);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: cannot be read: {fault.Message}", cause: fault);
        }
    }

    private static void Print(CliSession session, string path, PolicyCheckResult result)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(result);
        }
        else
        {
            foreach (PolicyProblem problem in result.Problems)
            {
                session.Terminal.Output.WriteLine($"{path}:{problem.Line}: {problem.Message}");
            }
        }

        if (!result.Valid)
        {
            throw new CliException(ExitCode.Failed, $"{path}: {Count(result.Problems.Count)}; it would not be loaded");
        }

        session.Terminal.Note($"{path}: good");
    }

    private static string Count(int mistakes) => mistakes == 1 ? "one mistake" : $"{mistakes} mistakes";

    private static Command CreateExplain()
    {
        Option<string> asWhom = new("--as")
        {
            Description = "Whose rights: ABCD1234, service:commands, operator:ana",
            HelpName = "NAME",
            Required = true,
        };
        Argument<string> action = new("ACTION") { Description = "What it wants to do" };
        action.AcceptOnlyFromAmong("publish", "subscribe", "receive");
        Argument<string> topic = new("TOPIC") { Description = "The topic, or for subscribe the filter" };
        return new Command("explain", "Say which line of the policy decides").With(asWhom, action, topic)
            .Does(async (session, stop) =>
            {
                ExplainRequest request = new(
                    session.Get(asWhom)!,
                    Enum.Parse<PolicyAction>(session.Get(action), ignoreCase: true),
                    session.Get(topic));
                using ApiClient api = session.OpenApi();
                ExplainResult result = await api.SendAsync<ExplainResult>(
                    HttpMethod.Post, "api/v1/policy/explain", request, stop);
                if (session.Terminal.Json)
                {
                    session.Terminal.WriteJson(result);
                    return;
                }

                string where = result.Line == 0 ? result.Source : $"{result.Source}:{result.Line}";
                session.Terminal.Output.WriteLine(
                    $"{(result.Allowed ? "allowed" : "refused")}  {where}: {result.Reason}");
            });
    }

    private static async Task ShowAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        PolicyView policy = await api.GetAsync<PolicyView>("api/v1/policy", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(policy);
            return;
        }

        session.Terminal.Note($"{policy.Source}, loaded {policy.Loaded:u}");
        session.Terminal.Output.Write(policy.Text);
    }

    private static async Task ReloadAsync(CliSession session, CancellationToken stop)
    {
        using ApiClient api = session.OpenApi();
        PolicyReloadResult result = await api.SendAsync<PolicyReloadResult>(
            HttpMethod.Post, "api/v1/policy/reload", null, stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(result);
            return;
        }

        session.Terminal.Output.WriteLine(
            $"{result.Policy.Source} is in force; no longer granted and taken away: "
            + $"{result.SubscriptionsRemoved} subscriptions, {result.WillsDiscarded} wills, "
            + $"{result.RetainedDiscarded} retained, {result.QueuedDiscarded} queued messages");
    }
}
