using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Garita.Cli.Commands;
using Garita.Cli.Firmware.Keys;
using Garita.Durable;
using Garita.Firmware.Encryption;

namespace Garita.Cli.Firmware;

/// <summary>
/// <c>garita firmware encrypt</c>: an image under a key of its own, and that key wrapped for those who may read it.
/// </summary>
public static class EncryptCommand
{
    private const int MaxGroupKeyFile = 256;

    private static readonly Option<string> _image = new("--image")
    {
        Description = "The image as it runs on the device",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> _out = new("--out")
    {
        Description = "New file for the encrypted image; FILE.keys gets the wrapped key",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string[]> _for = new("--for")
    {
        Description = "A device's encryption key, PEM; repeatable",
        HelpName = "FILE",
    };

    private static readonly Option<string?> _groupKey = new("--group-key")
    {
        Description = "File with the key that a group of devices shares: 32 hex digits",
        HelpName = "FILE",
    };

    private static readonly Option<string?> _group = new("--group")
    {
        Description = "What the devices of the group know that key by",
        HelpName = "NAME",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create() => new Command(
        "encrypt", "Encrypt an image; 'build --payload' makes a release of it")
        .With(_image, _for, _groupKey, _group, _out)
        .Does(EncryptAsync);

    private static async Task EncryptAsync(CliSession session, CancellationToken stop)
    {
        string target = Path.GetFullPath(session.Get(_out)!);
        string keys = target + ".keys";
        ReleaseFiles.RefuseExisting("--out", target);
        ReleaseFiles.RefuseExisting("--out", keys);
        using GroupKey? group = ReadGroup(session);
        ContentKeyRecipient[] recipients = Recipients(session, group);
        using FilePass image = FilePass.Open("--image", session.Get(_image)!);
        try
        {
            DurableFiles files = new();
            using IFileDraft draft = files.BeginFile(target, FileSecrecy.Public);
            using ImageEncryptor encryptor = new();
            await RunAsync(session, image, (encryptor, draft), stop);
            byte[] offer = KeyOffer.Create(encryptor.Key, ImageEncryptor.Iv.Span, recipients);

            // The key first: without it nobody could ever read what follows.
            files.WriteNew(keys, offer, FileSecrecy.Public);
            Commit(files, draft, keys);
        }
        catch (DurableException fault)
        {
            ExitCode code = fault.Fault == DurableFault.Exists ? ExitCode.Conflict : ExitCode.Failed;
            throw new CliException(code, "--out: " + fault.Message, cause: fault);
        }

        session.Terminal.Note($"{target}: the encrypted image, {image.Length} bytes");
        session.Terminal.Note($"{keys}: its key, wrapped; recipients: {recipients.Length}");
        session.Terminal.Note($"next: garita firmware build --image {image.Path} --payload {target} …");
    }

    private static Task RunAsync(
        CliSession session, FilePass image, (ImageEncryptor Encryptor, IFileDraft Draft) to, CancellationToken stop)
    {
        byte[] ciphertext = [];
        return image.RunAsync(session, stop, async block =>
        {
            if (ciphertext.Length < block.Length)
            {
                ciphertext = new byte[block.Length];
            }

            to.Encryptor.Encrypt(block.Span, ciphertext);
            await to.Draft.AppendAsync(ciphertext.AsMemory(0, block.Length), stop);
        });
    }

    private static void Commit(DurableFiles files, IFileDraft draft, string keys)
    {
        try
        {
            draft.Commit();
        }
        catch (DurableException)
        {
            files.Delete(keys);
            throw;
        }
    }

    private static ContentKeyRecipient[] Recipients(CliSession session, GroupKey? group)
    {
        List<ContentKeyRecipient> all =
        [
            .. (session.Get(_for) ?? []).Select(
                file => ContentKeyRecipient.Device(PublicKeyFiles.Read("--for", file))),
        ];
        if (group is not null)
        {
            all.Add(ContentKeyRecipient.Group(group));
        }

        return all.Count switch
        {
            0 => throw new CliException(
                ExitCode.Usage, "say who may read it: --for, or --group-key with --group"),
            > KeyOffer.MaxRecipients => throw new CliException(
                ExitCode.Usage, $"--for: at most {KeyOffer.MaxRecipients} recipients"),
            _ => [.. all],
        };
    }

    private static GroupKey? ReadGroup(CliSession session)
    {
        string? file = session.Get(_groupKey);
        string? name = session.Get(_group);
        if (file is null && name is null)
        {
            return null;
        }

        byte[] id = Encoding.UTF8.GetBytes(name ?? string.Empty);
        if (file is null || id.Length is 0 or > GroupKey.LongestId)
        {
            throw new CliException(
                ExitCode.Usage, "--group-key and --group go together: the key, and its name of 1 to "
                    + $"{GroupKey.LongestId} bytes");
        }

        string full = Path.GetFullPath(file);
        ReleaseKeyOptions.RefuseReadableByOthers(full);
        byte[] content = ReleaseFiles.Read("--group-key", full, MaxGroupKeyFile);
        byte[] key = new byte[GroupKey.Length];
        try
        {
            ReadOnlySpan<byte> digits = content.AsSpan().TrimEnd("\r\n "u8);
            return Convert.FromHexString(digits, key, out _, out int written) == System.Buffers.OperationStatus.Done
                && written == key.Length && digits.Length == 2 * key.Length
                ? new GroupKey(key, id)
                : throw new CliException(ExitCode.Usage, $"--group-key: {full}: not 32 hex digits");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
