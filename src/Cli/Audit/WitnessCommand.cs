using System.CommandLine;
using System.Globalization;
using System.Text;
using Garita.AuditLog;
using Garita.AuditLog.Witnessing;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Contracts.Api.Audit;
using Garita.Durable;
using Garita.Merkle.Notes;

namespace Garita.Cli.Audit;

/// <summary>
/// <c>garita audit witness</c>: on a machine of somebody else's, cosigns checkpoints of a log that only grew.
/// </summary>
internal static class WitnessCommand
{
    private static readonly Option<string> s_directory = new("--dir")
    {
        Description = "The witness's own directory: its key and what it cosigned last; made where it is not there",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<string> s_name = new("--name")
    {
        Description = "The witness's name, without spaces; part of its key",
        DefaultValueFactory = _ => Environment.MachineName,
    };

    private static readonly Option<string?> s_request = new("--request")
    {
        Description = "A file with the server's request, in place of asking a server; the answer is printed",
        HelpName = "FILE",
    };

    private static readonly Option<int?> s_every = new("--every")
    {
        Description = "Go on, every so many seconds (default: once)",
        HelpName = "SECONDS",
    };

    public static Command Create() =>
        new Command("witness", "Cosign the log of another machine, if it only grew").With(
            s_directory, s_name, LogKeys.Key, s_request, s_every).Does(RunAsync);

    private static async Task RunAsync(CliSession session, CancellationToken stop)
    {
        string directory = Path.GetFullPath(session.Get(s_directory)!);
        Directory.CreateDirectory(directory);
        using var key = WitnessKeyFile.OpenOrMake(Path.Combine(directory, "witness.key"));
        using Cosigner cosigner = MakeCosigner(session, key);
        session.Terminal.Note("witness key   " + cosigner.Key);
        if (LogKeys.Find(session) is not { } log)
        {
            throw new CliException(
                ExitCode.Usage, "--log-key: says which log to witness", "get it by another way than that log's server");
        }

        Witness witness = new(
            Path.Combine(directory, "seen"), cosigner, [log], new DurableFiles(), session.Time);
        if (session.Get(s_request) is { } file)
        {
            byte[] request = AuditFiles.Read(s_request.Name, file);
            session.Terminal.Output.Write(Encoding.UTF8.GetString(Cosigned(request, Ask(witness, request))));
            return;
        }

        TimeProvider time = session.Time;
        using ApiClient api = session.OpenApi();
        while (true)
        {
            int? every = session.Get(s_every);
            try
            {
                await WitnessOnceAsync(session, api, witness, stop);
            }
            catch (CliException away) when (every is not null && away.Code == ExitCode.Unreachable)
            {
                // Whoever goes on waits for a server that is started again.
                session.Terminal.Note(away.Message);
            }

            if (every is not { } seconds)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Max(1, seconds)), time, stop);
        }
    }

    private static Cosigner MakeCosigner(CliSession session, Merkle.Signatures.Ed25519PrivateKey key)
    {
        try
        {
            return new Cosigner(session.Get(s_name)!, key);
        }
        catch (ArgumentException)
        {
            throw new CliException(ExitCode.Usage, "--name: has no spaces and no plus");
        }
    }

    // The server is asked twice at most: the witness knows what it cosigned last and says so.
    private static async Task WitnessOnceAsync(
        CliSession session, ApiClient api, Witness witness, CancellationToken stop)
    {
        byte[] request = await RequestAsync(api, 0, stop);
        WitnessAnswer answer = Ask(witness, request);
        if (answer is { Status: WitnessStatus.Conflict, Size: > 0 })
        {
            request = await RequestFromAsync(api, answer.Size, stop);
            answer = Ask(witness, request);
        }

        string note = Encoding.UTF8.GetString(Cosigned(request, answer));
        AuditLogView log = await HandBackAsync(api, note, stop);
        session.Terminal.Output.WriteLine(
            $"cosigned {log.Origin} at {answer.Size.ToString(CultureInfo.InvariantCulture)} entries");
    }

    private static async Task<AuditLogView> HandBackAsync(ApiClient api, string note, CancellationToken stop)
    {
        try
        {
            return await api.SendAsync<AuditLogView>(
                HttpMethod.Post, "api/v1/audit/cosignatures", new AddCosignatureRequest(note), stop);
        }
        catch (CliException refused) when (refused.Code == ExitCode.Failed)
        {
            throw new CliException(
                ExitCode.Failed, "cosigned, but the server did not keep it: " + refused.Message,
                "'garita trust new --witness' makes the trust document that names this witness by its key", refused);
        }
    }

    // A log that is shorter than what was cosigned has lost entries.
    private static async Task<byte[]> RequestFromAsync(ApiClient api, long size, CancellationToken stop)
    {
        try
        {
            return await RequestAsync(api, size, stop);
        }
        catch (CliException refused) when (refused.Code == ExitCode.Usage)
        {
            throw Changed(size);
        }
    }

    private static async Task<byte[]> RequestAsync(ApiClient api, long old, CancellationToken stop) =>
        Encoding.UTF8.GetBytes(await api.GetTextAsync(PathFrom(old), stop));

    private static string PathFrom(long old) =>
        string.Create(CultureInfo.InvariantCulture, $"api/v1/audit/witness-request?old={old}");

    private static WitnessAnswer Ask(Witness witness, byte[] request)
    {
        try
        {
            return witness.Add(request);
        }
        catch (AuditLogException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    private static byte[] Cosigned(byte[] request, WitnessAnswer answer)
    {
        if (answer.Status == WitnessStatus.BadRequest
            || WitnessRequest.TryParse(request, out WitnessRequest? parsed) != LogRefusal.None)
        {
            throw new CliException(ExitCode.Failed, "not cosigned: the request cannot be read");
        }

        if (answer.Cosignature is { } word)
        {
            return parsed!.Checkpoint.With(word).Encode();
        }

        throw answer.Status switch
        {
            WitnessStatus.NotSigned => new CliException(
                ExitCode.Failed, "not cosigned: the log's key did not sign it"),
            WitnessStatus.UnknownLog => new CliException(ExitCode.Failed, "not cosigned: it is another log"),
            WitnessStatus.Conflict when parsed!.OldSize != answer.Size => new CliException(
                ExitCode.Conflict,
                $"not cosigned: this witness was at {answer.Size} entries, the request begins at {parsed.OldSize}",
                "ask for " + PathFrom(answer.Size)),
            WitnessStatus.Conflict or WitnessStatus.NotConsistent => Changed(answer.Size),
            WitnessStatus.Cosigned or WitnessStatus.BadRequest =>
                new CliException(ExitCode.Failed, "not cosigned"),
        };
    }

    private static CliException Changed(long size) => new(
        ExitCode.Failed,
        $"not cosigned: the log is not the one that this witness cosigned at {size} entries",
        "someone changed the log or shows it differently to others; keep this directory as evidence");
}
