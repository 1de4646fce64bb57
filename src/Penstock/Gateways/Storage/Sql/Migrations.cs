using System.Data.Common;
using System.Globalization;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The schema, as the steps that lead to it. A step that was ever released is never changed: another follows it.</summary>
internal static class Migrations
{
    // Types that SQLite and PostgreSQL both take; times are Unix microseconds, UTC; truth is 0 or 1.
    private static readonly string[] _steps =
    [
        """
        create table calls (
          id text not null primary key,
          started_at bigint not null,
          key_id text,
          model text,
          provider text,
          upstream_model text,
          dialect text not null,
          capability text not null,
          stream bigint not null,
          status bigint not null,
          ended text not null,
          error_kind text,
          input_tokens bigint,
          output_tokens bigint,
          cached_input_tokens bigint,
          cache_write_input_tokens bigint,
          reasoning_tokens bigint,
          audio_input_tokens bigint,
          audio_output_tokens bigint,
          time_to_first_byte bigint,
          duration bigint not null,
          request_bytes bigint not null,
          response_bytes bigint not null,
          attempts bigint not null,
          tags text not null
        );
        create index calls_by_time on calls (started_at);
        create index calls_by_key on calls (key_id, started_at);
        create table journal_positions (
          journal text not null primary key,
          segment bigint not null,
          segment_offset bigint not null
        );
        create table api_keys (
          id text not null primary key,
          name text not null,
          prefix text not null,
          hash text not null,
          allowed_models text,
          requests_per_minute bigint,
          max_concurrent_calls bigint,
          expires_at bigint,
          created_at bigint not null,
          updated_at bigint not null,
          revoked_at bigint,
          version bigint not null,
          is_admin bigint not null
        );
        """,
        """
        alter table calls add column attempt_log text;
        alter table calls add column usage_estimated bigint not null default 0;
        alter table calls add column dropped text;
        alter table calls add column answer_dropped text;
        """,
        """
        create table kept_responses (
          id text not null,
          key_id text not null,
          model text not null,
          provider text,
          content text,
          created_at bigint not null,
          expires_at bigint not null,
          primary key (key_id, id)
        );
        create index kept_responses_by_expiry on kept_responses (expires_at);
        """,
        """
        create table kept_things (
          kind text not null,
          id text not null,
          version bigint not null,
          body text not null,
          created_at bigint not null,
          updated_at bigint not null,
          changed_by text not null,
          primary key (kind, id)
        );
        create table kept_versions (
          kind text not null,
          id text not null,
          version bigint not null,
          body text,
          changed_at bigint not null,
          changed_by text not null,
          primary key (kind, id, version)
        );
        """,
        """
        alter table calls add column cost bigint;
        alter table calls add column cost_input bigint;
        alter table calls add column cost_output bigint;
        alter table calls add column currency text;
        alter table calls add column price_source text;
        alter table calls add column price_unknown bigint not null default 0;
        alter table calls add column usage_details text;
        """,
        """
        create table audit_ends (
          node text not null primary key,
          seq bigint not null,
          hash text not null
        );
        create table audit_chain (
          node text not null,
          seq bigint not null,
          at bigint not null,
          call_id text,
          digest text not null,
          hash text not null,
          primary key (node, seq)
        );
        create table audit_events (
          node text not null,
          seq bigint not null,
          at bigint not null,
          actor text not null,
          key_id text,
          address text,
          user_agent text,
          action text not null,
          kind text not null,
          target text,
          outcome text not null,
          before_body text,
          after_body text,
          primary key (node, seq)
        );
        create index audit_events_by_time on audit_events (at);
        create table audit_checkpoints (
          node text not null,
          seq bigint not null,
          begins bigint not null,
          line text not null,
          primary key (node, seq, begins)
        );
        alter table calls add column audit_node text;
        alter table calls add column audit_seq bigint;
        alter table calls add column user_id text;
        alter table calls add column service_account_id text;
        alter table calls add column team text;
        alter table calls add column teams text;
        alter table calls add column region text;
        alter table calls add column governed_tags text;
        alter table calls add column decisions text;
        alter table calls add column reserved bigint;
        alter table calls add column settled bigint;
        create table call_tags (
          name text not null,
          call_id text not null,
          value text not null,
          primary key (name, call_id)
        );
        create index call_tags_by_call on call_tags (call_id);
        create table usage_dimensions (
          id bigint not null primary key,
          model text,
          provider text,
          upstream_model text,
          key_id text,
          user_id text,
          service_account_id text,
          team text,
          teams text,
          region text,
          dialect text,
          capability text,
          status bigint,
          ended text,
          error_kind text,
          currency text
        );
        create table usage_hours (
          hour bigint not null,
          dimension bigint not null,
          calls bigint not null,
          failed bigint not null,
          unmetered bigint not null,
          unpriced bigint not null,
          input_tokens bigint not null,
          output_tokens bigint not null,
          cached_input_tokens bigint not null,
          cache_write_input_tokens bigint not null,
          reasoning_tokens bigint not null,
          audio_input_tokens bigint not null,
          audio_output_tokens bigint not null,
          duration bigint not null,
          cost bigint not null,
          cost_input bigint not null,
          cost_output bigint not null,
          primary key (hour, dimension)
        );
        create table usage_days (
          day bigint not null,
          dimension bigint not null,
          calls bigint not null,
          failed bigint not null,
          unmetered bigint not null,
          unpriced bigint not null,
          input_tokens bigint not null,
          output_tokens bigint not null,
          cached_input_tokens bigint not null,
          cache_write_input_tokens bigint not null,
          reasoning_tokens bigint not null,
          audio_input_tokens bigint not null,
          audio_output_tokens bigint not null,
          duration bigint not null,
          cost bigint not null,
          cost_input bigint not null,
          cost_output bigint not null,
          primary key (day, dimension)
        );
        create table usage_histograms (
          hour bigint not null,
          dimension bigint not null,
          metric bigint not null,
          bucket bigint not null,
          calls bigint not null,
          primary key (hour, dimension, metric, bucket)
        );
        create table invoices (
          id text not null primary key,
          provider text not null,
          number text,
          digest text not null,
          currency text not null,
          first_day bigint not null,
          last_day bigint not null,
          total bigint not null,
          imported_at bigint not null,
          imported_by text not null
        );
        create unique index invoices_by_digest on invoices (provider, digest);
        create table invoice_lines (
          invoice_id text not null,
          day bigint not null,
          model text not null,
          calls bigint,
          input_tokens bigint,
          output_tokens bigint,
          amount bigint not null,
          primary key (invoice_id, day, model)
        );
        create table content_keys (
          owner text not null primary key,
          wrapped text not null,
          created_at bigint not null
        );
        create table content_log (
          call_id text not null primary key,
          owner text not null,
          content text not null,
          created_at bigint not null,
          expires_at bigint not null
        );
        create index content_log_by_owner on content_log (owner);
        create index content_log_by_expiry on content_log (expires_at);
        """,
        """
        alter table api_keys add column owner_kind text;
        alter table api_keys add column owner_id text;
        alter table api_keys add column permissions text;
        alter table api_keys add column allowed_networks text;
        alter table api_keys add column tags text;
        alter table api_keys add column client_tags text;
        alter table api_keys add column previous_hash text;
        alter table api_keys add column previous_until bigint;
        alter table api_keys add column last_used_at bigint;
        """,
        """
        create table sessions (
          hash text not null primary key,
          identity text not null,
          created_at bigint not null,
          seen_at bigint not null
        );
        """,
        """
        create table budget_spend (
          budget text not null,
          scope text not null,
          slot bigint not null,
          spent bigint not null,
          primary key (budget, scope, slot)
        );
        create index budget_spend_by_slot on budget_spend (slot);
        create table budget_holds (
          call_id text not null primary key,
          entry text not null
        );
        """,
        """
        create table kept_secrets (
          name text not null primary key,
          version bigint not null,
          description text,
          content text,
          data_key text,
          master_key text,
          created_at bigint not null,
          updated_at bigint not null,
          updated_by text not null
        );
        """,
        """
        alter table usage_hours add column cost_carry bigint not null default 0;
        alter table usage_hours add column cost_input_carry bigint not null default 0;
        alter table usage_hours add column cost_output_carry bigint not null default 0;
        alter table usage_days add column cost_carry bigint not null default 0;
        alter table usage_days add column cost_input_carry bigint not null default 0;
        alter table usage_days add column cost_output_carry bigint not null default 0;
        update usage_hours set cost_carry = cost / 1000000000000000000, cost = cost % 1000000000000000000, cost_input_carry = cost_input / 1000000000000000000, cost_input = cost_input % 1000000000000000000, cost_output_carry = cost_output / 1000000000000000000, cost_output = cost_output % 1000000000000000000;
        update usage_days set cost_carry = cost / 1000000000000000000, cost = cost % 1000000000000000000, cost_input_carry = cost_input / 1000000000000000000, cost_input = cost_input % 1000000000000000000, cost_output_carry = cost_output / 1000000000000000000, cost_output = cost_output % 1000000000000000000;
        """,
    ];

    /// <summary>Takes the steps that the database has not taken, each in its transaction: all, or as many as a test of an upgrade wants.</summary>
    public static async Task ApplyAsync(DbConnection connection, string name, TimeProvider time, CancellationToken ct, int? upTo = null)
    {
        await connection.ExecuteAsync(
            "create table if not exists schema_versions (version bigint not null primary key, applied_at bigint not null)", ct);
        if (await VersionAsync(connection, null, ct) is var version && version > _steps.Length)
        {
            throw new StorageUnusableException(
                $"The database '{name}' is of a newer Penstock: its schema is {version}, and this one knows up to {_steps.Length}. "
                + "Start that newer version, or name another database.");
        }

        for (; version < (upTo ?? _steps.Length); version++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (await VersionAsync(connection, transaction, ct) == version)
            {
                await using var step = connection.Command(_steps[version]);
                step.Transaction = transaction;
                await step.ExecuteNonQueryAsync(ct);
                await using var note = connection.Command(
                    "insert into schema_versions (version, applied_at) values (@version, @applied_at)",
                    ("@version", version + 1),
                    ("@applied_at", Micros.Of(time.GetUtcNow())));
                note.Transaction = transaction;
                await note.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
        }
    }

    private static async Task<int> VersionAsync(DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        await using var command = connection.Command("select coalesce(max(version), 0) from schema_versions");
        command.Transaction = transaction;
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}
