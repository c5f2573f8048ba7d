using System.CommandLine;
using System.Globalization;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Rollouts;

namespace Garita.Cli.Rollouts;

/// <summary><c>garita rollout …</c>: write, review, steer and watch rollouts.</summary>
public static class RolloutCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Create() =>
        new Command("rollout", "Bring a release to devices, in waves that stop themselves")
        .With(
            CreateCreate(),
            CreateList(),
            CreatePreview(),
            CreateApprove(),
            CreateTell("start", "Begin, when it was approved"),
            CreateStatus(),
            WatchCommand.Create(),
            CreateTell("pause", "Make no offers, and take back what was not activated"),
            CreateTell("resume", "Go on; where the gate held it, open the next wave"),
            CreateRollback(),
            CreateTell("abort", "End it for good; what was activated stays"),
            CreateWhy(),
            ApprovalCommands.Create());

    internal static Argument<string> Name() => new("NAME") { Description = "The rollout's name" };

    // Who said no needs no other way to say yes.
    private static string? Unasked(string instead) => Terminal.CanAsk ? null : "without a terminal, " + instead;

    internal static string PathOf(string name) => "api/v1/rollouts/" + Uri.EscapeDataString(name);

    private static Command CreateCreate()
    {
        Argument<string> file = new("FILE") { Description = "The definition; docs/rollouts.md has the format" };
        return new Command("create", "Write a rollout down, or put another definition into a draft").With(file)
            .Does(async (session, stop) =>
            {
                string path = session.Get(file);
                await DefinitionFile.ReadAsync(path, stop);
                using ApiClient api = session.OpenApi();
                RolloutView made = await api.SendAsync<RolloutView>(
                    HttpMethod.Post, "api/v1/rollouts",
                    new CreateRolloutRequest(await File.ReadAllTextAsync(path, stop)), stop);
                RolloutPrinter.Print(session.Terminal, made);
                session.Terminal.Note($"nothing is offered yet; see: garita rollout preview {made.Name}");
            });
    }

    private static Command CreateList() => new Command("list", "All rollouts").Does(async (session, stop) =>
    {
        using ApiClient api = session.OpenApi();
        RolloutList list = await api.GetAsync<RolloutList>("api/v1/rollouts", stop);
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(list);
            return;
        }

        TableView table = new("name", "status", "wave", "offered", "of", "created by");
        foreach (RolloutView rollout in list.Rollouts)
        {
            table.Add(
                rollout.Name, rollout.Status, rollout.Waves[rollout.Wave].Name,
                rollout.Exposed.ToString(CultureInfo.InvariantCulture),
                rollout.Members.ToString(CultureInfo.InvariantCulture), rollout.CreatedBy);
        }

        table.WriteTo(session.Terminal);
    });

    private static Command CreatePreview()
    {
        Argument<string> name = Name();
        return new Command("preview", "What it would mean now").With(name).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            RolloutPreview preview = await api.GetAsync<RolloutPreview>(PathOf(session.Get(name)) + "/preview", stop);
            RolloutPrinter.Print(session.Terminal, preview);
        });
    }

    private static Command CreateApprove()
    {
        Argument<string> name = Name();
        Option<string> role = new("--as") { Description = "The role in which you approve", Required = true };
        Option<string?> digest = new("--digest")
        {
            Description = "Approve only this content; without it, what the server shows now, after a question",
        };
        return new Command("approve", "Approve exactly what it says now").With(name, role, digest)
            .Does(async (session, stop) =>
            {
                using ApiClient api = session.OpenApi();
                string path = PathOf(session.Get(name));
                string? seen = session.Get(digest);
                if (seen is null)
                {
                    RolloutView view = await api.GetAsync<RolloutView>(path, stop);
                    session.Terminal.Note(view.Definition ?? "");
                    bool agreed = session.Terminal.Confirm($"Approve this, {view.Digest}?");
                    seen = agreed ? view.Digest : throw new CliException(
                        ExitCode.Usage, "not approved", Unasked("name the content with --digest"));
                }

                RolloutPrinter.Print(session.Terminal, await api.SendAsync<RolloutView>(
                    HttpMethod.Post, path + "/approve", new ApproveRequest(seen, session.Get(role)!), stop));
            });
    }

    private static Command CreateTell(string word, string words)
    {
        Argument<string> name = Name();
        return new Command(word, words).With(name).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            RolloutPrinter.Print(session.Terminal, await api.SendAsync<RolloutView>(
                HttpMethod.Post, $"{PathOf(session.Get(name))}/{word}", null, stop));
        });
    }

    private static Command CreateRollback()
    {
        Argument<string> name = Name();
        Option<bool> yes = new("--yes") { Description = "Do not ask" };
        return new Command("rollback", "Offer the way back to devices that have the release").With(name, yes)
            .Does(async (session, stop) =>
            {
                using ApiClient api = session.OpenApi();
                string path = PathOf(session.Get(name));
                RolloutPreview preview = await api.GetAsync<RolloutPreview>(path + "/preview", stop);
                session.Terminal.Note(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{preview.Holding} devices have it; {preview.WouldRefuse} of them would refuse the way back."));
                foreach (string notice in preview.Notices)
                {
                    session.Terminal.Note("  " + Printable.Clean(notice));
                }

                if (!session.Get(yes) && !session.Terminal.Confirm("Offer them the way back?"))
                {
                    throw new CliException(ExitCode.Usage, "nothing was done", Unasked("say --yes"));
                }

                RolloutPrinter.Print(session.Terminal, await api.SendAsync<RolloutView>(
                    HttpMethod.Post, path + "/rollback", null, stop));
            });
    }

    private static Command CreateStatus()
    {
        Argument<string> name = Name();
        return new Command("status", "Where it stands, and by what evidence").With(name).Does(async (session, stop) =>
        {
            using ApiClient api = session.OpenApi();
            RolloutPrinter.Print(
                session.Terminal, await api.GetAsync<RolloutView>(PathOf(session.Get(name)), stop));
        });
    }

    private static Command CreateWhy()
    {
        Argument<string> name = Name();
        Argument<string> device = new("DEVICE") { Description = "The device's id" };
        return new Command("why", "Why a device has the release, or why not").With(name, device)
            .Does(async (session, stop) =>
            {
                using ApiClient api = session.OpenApi();
                WhyView why = await api.GetAsync<WhyView>(
                    $"{PathOf(session.Get(name))}/devices/{Uri.EscapeDataString(session.Get(device))}/why", stop);
                RolloutPrinter.Print(session.Terminal, why);
            });
    }
}
