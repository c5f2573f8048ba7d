using System.CommandLine;
using Garita.Cli.Api;
using Garita.Cli.Commands;
using Garita.Cli.Output;
using Garita.Contracts.Api.Releases;
using Garita.Firmware.Manifests;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware publish</c>: the signed envelope, its way back and the image go to the server, which holds them
/// against its trust document and logs them. No key takes part.
/// </summary>
public static class PublishCommand
{
    private static readonly Argument<string> _release = new("RELEASE") { Description = "The signed envelope" };

    private static readonly Option<string?> _image = new("--image")
    {
        Description = "What is delivered: the image, or the encrypted image; left out where the server has it",
        HelpName = "FILE",
    };

    private static readonly Option<string?> _backImage = new("--way-back-image")
    {
        Description = "The same for the way back; left out where the server has it, as after publishing that release",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _releaseOnly = new("--release-only")
    {
        Description = "Publish without the way back",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command("publish", "Hand a signed release to the server")
        .With(_release, _image, _backImage, _releaseOnly)
        .Does(PublishAsync);

    private static async Task PublishAsync(CliSession session, CancellationToken stop)
    {
        string path = Path.GetFullPath(session.Get(_release));
        UnverifiedManifest release = ReleaseFiles.ReadRelease(null, path);
        string backPath = ReleaseFiles.WayBackOf(path);
        UnverifiedManifest? back = session.Get(_releaseOnly)
            ? null
            : File.Exists(backPath) ? ReleaseFiles.ReadRelease(null, backPath) : NoWayBack(session, backPath);
        if (back is null && session.Get(_backImage) is not null)
        {
            throw new CliException(ExitCode.Usage, $"--way-back-image: there is no way back at {backPath}");
        }

        using FilePass? image = Open("--image", session.Get(_image));
        using FilePass? backImage = Open("--way-back-image", session.Get(_backImage));
        using ApiClient api = session.OpenApi();
        List<Delivered> delivered = [new("--image", image, ReleaseFiles.ImageOf(null, path, release.Image))];
        if (back is not null)
        {
            delivered.Add(new("--way-back-image", backImage, ReleaseFiles.ImageOf(null, backPath, back.Image)));
        }

        await RefuseMissingAsync(api, delivered, stop);
        foreach (Delivered one in delivered)
        {
            await StoreAsync(session, api, one, stop);
        }

        PublishReleaseRequest request = new(
            release.Envelope.Bytes.ToArray(), back?.Envelope.Bytes.ToArray());
        ReleaseView view = await api.SendAsync<ReleaseView>(HttpMethod.Post, "api/v1/releases", request, stop);
        Print(session, view);
    }

    private static UnverifiedManifest? NoWayBack(CliSession session, string path)
    {
        session.Terminal.Note($"{path}: there is no way back; going back will need the keys again");
        return null;
    }

    private static FilePass? Open(string option, string? path) => path is null ? null : FilePass.Open(option, path);

    // Before anything is sent: what was not named must be on the server, or come with this release.
    private static async Task RefuseMissingAsync(ApiClient api, List<Delivered> delivered, CancellationToken stop)
    {
        HashSet<string> named = [.. delivered.Where(one => one.File is not null).Select(one => one.Digest)];
        if (delivered.TrueForAll(one => named.Contains(one.Digest)))
        {
            return;
        }

        ImageList stored = await api.GetAsync<ImageList>("api/v1/images", stop);
        named.UnionWith(stored.Items.Select(image => image.Digest));
        if (delivered.Find(one => !named.Contains(one.Digest)) is { } missing)
        {
            throw new CliException(
                ExitCode.Usage, $"{missing.Option}: name the file; the server does not have {missing.Digest}");
        }
    }

    // What the manifest does not mean would be stored for nobody, so it is held against it before a byte is sent.
    private static async Task StoreAsync(
        CliSession session,
        ApiClient api,
        Delivered what,
        CancellationToken stop)
    {
        if (what.File is not { } file)
        {
            return;
        }

        await DeliveredCheck.OfDeliveredAsync(session, file, what.Option, what.Image, leaves: null, stop);
        await ByteProgress.RunAsync(
            session.Terminal,
            session.Time,
            $"sending {Path.GetFileName(file.Path)}",
            file.Length,
            async progress =>
            {
                await using FileStream stream = File.OpenRead(file.Path);
                await using CountedStream counted = new(stream, progress.Report);
                await api.UploadAsync<ImageView>($"api/v1/images/{what.Digest}", counted, file.Length, stop);
            });
    }

    private static void Print(CliSession session, ReleaseView view)
    {
        if (session.Terminal.Json)
        {
            session.Terminal.WriteJson(view);
            return;
        }

        FieldsView fields = new(session.Terminal);
        fields.Write("release", view.Manifest.Digest);
        fields.Write("version", view.Version);
        fields.Write("sequence", $"{view.Manifest.Sequence}");
        fields.Write("signers", string.Join(", ", view.Manifest.Signers));
        fields.Write("log entry", $"{view.Manifest.LogIndex}");
        fields.Write("way back", view.WayBack is { } back ? $"sequence {back.Sequence}, {back.Digest}" : "none");
    }

    private sealed record Delivered(string Option, FilePass? File, ImageDescription Image)
    {
        public string Digest => Image.Payload.Digest.Hex;
    }
}
